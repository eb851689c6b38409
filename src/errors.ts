/** A mistake in what was typed on the command line, told in one sentence to the person who typed it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A start, or a command, that cannot go on as configuration, files and database are: in one sentence for the operator. */
export class StartError extends Error {
  override name = 'StartError';
}

/** A file of `flows/` or `locales/` that cannot be read as what it should be. */
export class ContentError extends Error {
  override name = 'ContentError';
}
