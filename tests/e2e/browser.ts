import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const PACKAGE = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')));
const PARTS = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'];

/** Starts a headless Chromium that came from npm, on a machine where nothing was installed by hand. Close it when done. */
export async function startBrowser(): Promise<Browser> {
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...missing(folder, executablePath) },
    args: ['--no-sandbox', '--headless=shell', '--disable-gpu', '--disable-background-networking'],
  });
}

/**
 * The folder with the unpacked browser, made once per version. It is unpacked beside its place and then renamed, so that
 * test files that start together never see half a browser.
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
    // Fine when another test file was faster.
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
