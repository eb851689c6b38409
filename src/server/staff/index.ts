import { Hono } from 'hono';
import type { World } from '../../turn/world.ts';
import { sameOrigin } from '../http/same-origin.ts';
import { homeOf } from './access.ts';
import { accountRoutes } from './accounts/route.ts';
import { appointmentRoutes } from './appointment/route.ts';
import { campaignRoutes } from './campaigns/route.ts';
import { counterRoutes } from './counter/route.ts';
import { createPasskeys } from './credentials/passkeys.ts';
import { crowdRoutes } from './crowd/route.ts';
import { demoRoutes } from './demo/route.ts';
import { enterRoutes } from './enter/route.ts';
import { findRoutes } from './find/route.ts';
import { groupRoutes } from './groups/route.ts';
import { holidayRoutes } from './holidays/route.ts';
import { joinRoutes } from './join/route.ts';
import { letterRoutes } from './letters/route.ts';
import { logRoutes } from './log/route.ts';
import { meRoutes } from './me/route.ts';
import { newsRoutes } from './news/route.ts';
import { outdatedRoutes } from './outdated/route.ts';
import { peopleRoutes } from './people/route.ts';
import { phoneRoutes } from './phone/route.ts';
import { proveRoutes } from './prove/route.ts';
import { requestRoutes } from './requests/route.ts';
import { rowRoutes } from './rows/route.ts';
import { createSessions, type StaffEnv, signedIn } from './session.ts';
import { setupRoutes } from './setup/route.ts';
import { statisticsRoutes } from './statistics/route.ts';
import { systemRoutes } from './system/route.ts';
import { teamRoutes } from './team/route.ts';
import { textRoutes } from './texts/route.ts';
import { timesRoutes } from './times/route.ts';
import { todayRoutes } from './today/route.ts';
import { weekRoutes } from './week/route.ts';

/** The staff pages. `access.ts` lists the roles that may read each. `publicUrl`: the address at which staff open them. */
export function staffRoutes(
  world: World,
  { publicUrl, wake, isStopping }: { publicUrl: string; wake(): void; isStopping(): boolean },
) {
  const sessions = createSessions(world, publicUrl.startsWith('https:'));
  const passkeys = createPasskeys(world, publicUrl);
  return new Hono<StaffEnv>()
    .use('/staff/*', sameOrigin)
    .route('/', enterRoutes(world, sessions, passkeys))
    .route('/', joinRoutes(world, sessions, passkeys))
    .route('/', demoRoutes(world, sessions))
    .use('/staff/*', signedIn(world, sessions))
    .get('/staff', (c) => c.redirect(homeOf(c.get('principal').role)))
    .route('/', proveRoutes(world, passkeys))
    .route('/', todayRoutes(world))
    .route('/', weekRoutes(world))
    .route('/', findRoutes(world))
    .route('/', appointmentRoutes(world, wake))
    .route('/', requestRoutes(world, wake, isStopping))
    .route('/', groupRoutes(world, wake))
    .route('/', timesRoutes(world, wake))
    .route('/', teamRoutes(world, wake))
    .route('/', holidayRoutes(world, wake))
    .route('/', peopleRoutes(world, wake))
    .route('/', counterRoutes(world, wake))
    .route('/', crowdRoutes(world, wake))
    .route('/', statisticsRoutes(world))
    .route('/', meRoutes(world, passkeys))
    .route('/', accountRoutes(world, publicUrl))
    .route('/', outdatedRoutes(world))
    .route('/', rowRoutes(world))
    .route('/', setupRoutes(world))
    .route('/', newsRoutes(world))
    .route('/', campaignRoutes(world))
    .route('/', textRoutes(world))
    .route('/', systemRoutes(world))
    .route('/', letterRoutes(world, wake))
    .route('/', phoneRoutes(world))
    .route('/', logRoutes(world));
}
