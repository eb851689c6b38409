// The first file that runs, in plain JavaScript: an old Node cannot read the others, and must be told so in words.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `saputnik: this needs Node 24 and runs on ${process.versions.node}. Node 24 comes with the project: run "npm ci", then "npm start" or "npm run saputnik".\n`,
  );
  process.exitCode = 1;
} else {
  const { run } = await import('./cli.ts');
  process.exitCode = await run(process.argv.slice(2));
}
