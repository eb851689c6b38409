import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflate } from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { type Running, share } from '../fakes/shared.ts';

const PACKAGE = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');
const PARTS = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'];

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where to ask for the address of the run's browser. */
    browser: string;
  }
}

/** vitest's global setup: one browser for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { socket, close } = await share(launch);
  project.provide('browser', socket);
  return close;
}

async function launch(): Promise<Running> {
  const server = await chromium.launchServer(await chromiumOptions());
  return { url: server.wsEndpoint(), stop: () => server.close() };
}

/** How to start a headless Chromium that came from npm, on a machine where nothing was installed by hand. */
export async function chromiumOptions() {
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  return {
    executablePath,
    timeout: 0,
    env: { ...process.env, ...missing(folder, executablePath) },
    args: ['--no-sandbox', '--headless=shell', '--disable-gpu', '--disable-background-networking'],
  };
}

/**
 * The folder with the unpacked browser, made once per version. It is unpacked beside its place and then renamed, so that
 * runs that start together never see half a browser.
 */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const folder = join(tmpdir(), `saputnik-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const staging = await mkdtemp(`${folder}-`);
  try {
    await inTemporary(staging, () => Promise.all(PARTS.map((part) => inflate(join(PACKAGE, 'bin', part)))));
    // The font list that comes along names folders of another kind of machine.
    const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`;
    writeFileSync(join(staging, 'fonts', 'fonts.conf'), fonts);
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // Fine when another run was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** `inflate` unpacks into the temporary directory and nowhere else, so that is what moves. */
async function inTemporary(directory: string, work: () => Promise<unknown>): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = directory;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** What a bare machine lacks, from what the package brings along. Where the machine has its own, that is taken. */
function missing(folder: string, executablePath: string): NodeJS.ProcessEnv {
  const starts = spawnSync(executablePath, ['--version']).status === 0;
  return {
    ...(starts ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(folder, 'fonts', 'fonts.conf') }),
  };
}
