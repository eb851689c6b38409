// The first file that runs. It is plain JavaScript: an old Node cannot read the other files, and must still be told so
// in words.
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `saputnik: this needs Node 24 and runs on ${process.versions.node}. Node 24 comes with the project: run "npm ci", then "npm start" or "npm run saputnik".\n`,
  );
  process.exitCode = 1;
} else {
  // The cache lies beside the packages that it speeds up, where no other user of the machine may write.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
  const { run } = await import('./cli.ts');
  process.exitCode = await run(process.argv.slice(2));
}
