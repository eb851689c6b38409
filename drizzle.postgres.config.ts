import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './migrations/postgres/tables.cjs',
  out: './migrations/postgres',
  casing: 'snake_case',
});
