import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { World } from '../../turn/world.ts';
import { problem } from '../http/answer.ts';
import type { BearerEnv } from './bearer.ts';

/** The parts that every group of routes of this API gets. */
export interface Api {
  world: World;
  /** Spread into each route: who may call it, and how the description says so. */
  guarded: { middleware: MiddlewareHandler<BearerEnv>[]; security: { token: string[] }[] };
}

/** A group of routes in which a malformed call is refused with 400. */
export const routes = () =>
  new OpenAPIHono<BearerEnv>({
    defaultHook: (result, c) => (result.success ? undefined : problem(c, 400, 'malformed')),
  });

const pilotId = z.string().openapi({ description: 'one of the pilots that the token is for', example: 'serbia' });
export const ofPilot = z.object({ pilot: pilotId });
export const time = z.iso.datetime().openapi({ description: 'UTC' });
export const isoDate = z.iso.date();

/** A time in milliseconds as this API writes it (ISO 8601, UTC). */
export const iso = (ms: number): string => new Date(ms).toISOString();

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { 'application/json': { schema } },
  description,
});

const Problem = z
  .object({ status: z.int(), code: z.string().openapi({ description: 'for the script that asked' }) })
  .openapi('Problem');
export const refusal = (description: string) => ({
  content: { 'application/problem+json': { schema: Problem } },
  description,
});
/** The refusals that every route can answer with. */
export const REFUSALS = {
  400: refusal('something is malformed'),
  401: refusal('no token, or none that is known (`token`); one that has expired (`expired`)'),
  403: refusal('the token is not for this role or this pilot'),
  404: refusal('not there'),
  429: refusal('too many calls; see Retry-After'),
} as const;

/** A refusal that ends the call. As an exception it may differ from the answers that its route declares. */
export const refuse = (c: Context, status: 400 | 403 | 404 | 409, code: string): HTTPException =>
  new HTTPException(status, { res: problem(c, status, code) });

/**
 * Refuses (403) a pilot that the token may not read. A pilot that does not exist gets the same answer, so that the
 * caller cannot tell the two apart.
 */
export function demandPilot({ world }: Api, c: Context<BearerEnv>, pilot: string): void {
  const mayRead = c.get('principal').pilots.includes(pilot);
  if (!mayRead || world.content.pilots[pilot] === undefined) throw refuse(c, 403, 'pilot');
}
