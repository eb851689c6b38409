import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { inject } from 'vitest';
import { askFor } from '../fakes/shared.ts';
import { chromiumOptions } from './browser-server.ts';

/** Only what hangs takes a page so long, however slow the machine is. */
export const LATE_MS = 120_000;

/** A connection to the run's browser, with contexts of its own. Close it when done. */
export const openBrowser = async (): Promise<Browser> => chromium.connect(await askFor(inject('browser')));

/** A browser process of its own, which keeps what it keeps in `profile`, as on somebody's phone. */
export const openPhone = async (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, { ...(await chromiumOptions()), headless: true });
