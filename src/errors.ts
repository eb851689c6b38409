/** A mistake on the command line, told in one sentence to the person who typed it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * A start or a command that cannot go on because of the configuration, the files or the database. Its message tells the
 * operator why, in one sentence.
 */
export class StartError extends Error {
  override name = 'StartError';
}

/** A file of `flows/` or `locales/` that cannot be read or has a wrong format. */
export class ContentError extends Error {
  override name = 'ContentError';
}
