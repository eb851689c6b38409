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
    defaultHook: (result, c) => (result.success ? undefined : malformed(c, result.target, result.error)),
  });

/** The most faults of one call that are named. */
const MOST_FAULTS = 10;
/** The names that a schema may have given, or a language: anything else in a path is what the caller has made up. */
const NAME = /^[A-Za-z][\w-]{0,30}$/;

const Fault = z
  .object({
    in: z.string().openapi({ description: 'the part of the call, such as query or json' }),
    field: z.string().openapi({ description: 'its name, with dots between the levels; empty for all of the part' }),
    allowed: z.string().openapi({ description: 'for the person who mends the script, in English' }),
  })
  .openapi('Fault');

/**
 * Refuses a call, and names each field and what is allowed there. It repeats nothing that was sent, which may be about a
 * person: answers end up in the logs of scripts.
 */
export function malformed(c: Context, part: string, { issues }: Pick<z.ZodError, 'issues'>): Response {
  const faults = issues.slice(0, MOST_FAULTS).map(
    (issue): z.infer<typeof Fault> => ({
      in: part,
      field: issue.path.map((key) => (typeof key === 'number' || NAME.test(String(key)) ? String(key) : '*')).join('.'),
      allowed: allowedAt(issue),
    }),
  );
  return problem(c, 400, 'malformed', { faults });
}

function allowedAt(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${issue.expected}`;
  // The message would name the fields that were sent.
  return issue.code === 'unrecognized_keys' ? 'no other fields' : issue.message;
}

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
  .object({
    status: z.int(),
    code: z.string().openapi({ description: 'for the script that asked' }),
    faults: z.array(Fault).optional().openapi({ description: 'where the code is `malformed`: what to mend' }),
  })
  .openapi('Problem');
export const refusal = (description: string) => ({
  content: { 'application/problem+json': { schema: Problem } },
  description,
});
/** The refusals that every route can answer with. */
export const REFUSALS = {
  400: refusal('something is malformed; `faults` names the fields'),
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
