import { Hono } from 'hono';
import type { World } from '../../turn/world.ts';
import { sameOrigin } from '../http/same-origin.ts';
import { appointmentRoutes } from './appointment/route.ts';
import { copyRoutes } from './copy/route.ts';
import { sessionRoutes } from './session.ts';
import { statisticsRoutes } from './statistics/route.ts';
import { todayRoutes } from './today/route.ts';

/** The staff pages. `access.ts` lists the roles that may read each. */
export function staffRoutes(world: World, { secure, wake }: { secure: boolean; wake(): void }) {
  return new Hono()
    .use('/staff/*', sameOrigin)
    .route('/', sessionRoutes(world, secure))
    .route('/', todayRoutes(world, wake))
    .route('/', appointmentRoutes(world, wake))
    .route('/', statisticsRoutes(world))
    .route('/', copyRoutes(world));
}
