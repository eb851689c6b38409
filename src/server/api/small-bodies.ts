import { bodyLimit } from 'hono/body-limit';
import { problem } from '../http/answer.ts';

/** The most that a call of the API may send: a text in every language that there is fits into it many times over. */
const MOST_BYTES = 64 * 1024;

/** Refuses (413) a call with more, before anything of it is parsed. */
export const smallBodies = bodyLimit({ maxSize: MOST_BYTES, onError: (c) => problem(c, 413, 'too-large') });
