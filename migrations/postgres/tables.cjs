// Shows drizzle-kit, which wants one export a table, what src/store/tables.ts defines.
module.exports = require('../../src/store/postgres-tables.ts').postgresTables;
