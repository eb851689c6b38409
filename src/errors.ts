/** A start that cannot succeed, told in one sentence to the person who started it. */
export class StartError extends Error {
  override name = 'StartError';
}

/** A file of `flows/` or `locales/` that cannot be read as what it should be. */
export class ContentError extends Error {
  override name = 'ContentError';
}
