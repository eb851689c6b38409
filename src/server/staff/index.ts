import { Hono } from 'hono';
import type { World } from '../../turn/world.ts';
import { sameOrigin } from '../http/same-origin.ts';
import { homeOf } from './access.ts';
import { appointmentRoutes } from './appointment/route.ts';
import { copyRoutes } from './copy/route.ts';
import { enterRoutes } from './enter/route.ts';
import { createSessions, type StaffEnv, signedIn } from './session.ts';
import { statisticsRoutes } from './statistics/route.ts';
import { todayRoutes } from './today/route.ts';

/** The staff pages. `access.ts` lists the roles that may read each. */
export function staffRoutes(world: World, { secure, wake }: { secure: boolean; wake(): void }) {
  const sessions = createSessions(world, secure);
  return new Hono<StaffEnv>()
    .use('/staff/*', sameOrigin)
    .route('/', enterRoutes(world, sessions))
    .use('/staff/*', signedIn(world, sessions))
    .get('/staff', (c) => c.redirect(homeOf(c.get('principal').role)))
    .route('/', todayRoutes(world, wake))
    .route('/', appointmentRoutes(world, wake))
    .route('/', statisticsRoutes(world))
    .route('/', copyRoutes(world));
}
