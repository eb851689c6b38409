import { fileURLToPath } from 'node:url';

/** The project's folder, where `flows/`, `locales/` and `migrations/` are. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
