// The first file that runs, in plain JavaScript: an old Node cannot read the others, and must be told so in words.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Saputnik needs Node 24; this is ${process.version}. It comes with the project: run "npm ci", then "npm start" or "npm run saputnik".\n`,
  );
  process.exitCode = 1;
} else {
  const { run } = await import('./cli.ts');
  await run(process.argv.slice(2));
}
