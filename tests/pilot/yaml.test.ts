import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fact, NEEDS, Office, PilotFile, Service, STATUSES, Topic } from '../../src/pilot/pilot.ts';
import { describePlan, type Holdings, planImport } from '../../src/pilot/plan.ts';
import {
  exportedOffices,
  withConfirmation,
  withFacts,
  withOffices,
  withServices,
  withTopics,
} from '../../src/pilot/yaml.ts';
import { deployed } from '../conversation/deployed.ts';

const fileOf = (pilot: string, name: string): string =>
  readFileSync(new URL(`../../flows/pilots/${pilot}/${name}.yaml`, import.meta.url), 'utf8');
const comments = (yaml: string): string[] => yaml.split('\n').filter((line) => /^\s*#/.test(line));

interface Files {
  pilot: string;
  facts: string;
  services: string;
  offices: string;
}
const written = (files: Files, held: Holdings): Files => ({
  pilot: withTopics(files.pilot, held.topics),
  facts: withFacts(files.facts, held.facts),
  services: withServices(files.services, held.services),
  offices: withOffices(files.offices, exportedOffices(held.offices, z.array(Office).parse(parse(files.offices)))),
});
const read = ({ pilot, facts, services, offices }: Files): Holdings => ({
  topics: PilotFile.parse(parse(pilot)).topics,
  facts: z.array(Fact).parse(parse(facts)),
  services: z.array(Service).parse(parse(services)),
  offices: z.array(Office).parse(parse(offices)),
});
const filesOf = (pilot: string): Files => ({
  pilot: fileOf(pilot, 'pilot'),
  facts: fileOf(pilot, 'facts'),
  services: fileOf(pilot, 'services'),
  offices: fileOf(pilot, 'offices'),
});

/** Words as people write them, and as YAML would misunderstand them. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    'true',
    'null',
    '2024',
    '0800',
    '- x',
    '# x',
    'a: b',
    "it's",
    '"x"',
    '{x}',
    '[x]',
    '*x',
    '&x',
    '~',
    ' x ',
  ),
  fc.constantFrom(
    '011 2929 000',
    '2026-11-24',
    'a\nb',
    'Ulica #1',
    'خیابان ۱',
    '=1',
    '1e3',
    '0x10',
    'yes',
    'x:',
    '|',
    '%',
  ),
);
const code = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const state = fc.constantFrom('V', 'O', 'U', 'C');
const day = fc.constantFrom('2026-11-24', '2024-02-29');
const optional = <T>(key: string, of: fc.Arbitrary<T>) =>
  fc.option(
    of.map((value) => ({ [key]: value })),
    { nil: {} },
  );
const merged = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map((all) => Object.assign({}, ...all));
const contact = merged(
  fc.record({ kind: fc.constantFrom('address', 'phone', 'mail', 'link'), value: words, state }),
  optional('confirmedOn', day),
);
const unique = <T extends { id: string }>(of: fc.Arbitrary<object>, schema: z.ZodType<T>) =>
  fc.uniqueArray(
    of.map((thing) => schema.parse(thing)),
    { maxLength: 5, selector: ({ id }) => id },
  );
const statuses = optional('for', fc.subarray([...STATUSES], { minLength: 1 }));
const hash = fc.stringMatching(/^[0-9a-f]{8}$/);
const languages = fc.constantFrom('en', 'sr-Cyrl', 'no', 'fa');
/** By somebody, with no texts (an earlier version) or the hashes of some. */
const confirmation = fc.option(
  merged(
    words.filter((name) => name !== '').map((confirmedBy) => ({ confirmedBy, confirmedOn: '2026-11-24' })),
    optional('confirmedTexts', fc.dictionary(languages, hash)),
  ),
  { nil: {} },
);
const facts = unique(
  merged(
    fc.record({ id: code, step: code, state }),
    statuses,
    optional('asOf', words),
    optional('source', words),
    confirmation,
  ),
  Fact,
);
const services = unique(
  merged(
    fc.record({
      id: code,
      needs: fc.subarray([...NEEDS], { minLength: 1 }),
      state,
      contacts: fc.array(contact, { maxLength: 3 }),
    }),
    optional('helpline', fc.constant(true)),
    optional('audience', fc.constant('professionals')),
    optional('asOf', words),
    optional('source', words),
    optional('errands', fc.uniqueArray(code, { minLength: 1, maxLength: 3 })),
    statuses,
    confirmation,
  ),
  Service,
);
const offices = unique(
  merged(
    fc.record({ id: code, name: words, place: words, address: fc.option(words) }),
    optional('demo', fc.constant(true)),
  ),
  Office,
);
const fives = fc.integer({ min: 1, max: 24 }).map((n) => n * 5);
const topics = unique(
  fc.record({
    id: code,
    minutes: fives,
    gap: fives,
    noticeMinutes: fc.nat(),
    horizonDays: fc.integer({ min: 1, max: 90 }),
  }),
  Topic,
);
const holdings: fc.Arbitrary<Holdings> = fc.record({ topics, facts, services, offices });
const pilots = fc.constantFrom(...Object.keys(deployed.pilots));
/** An instance that holds the imaginary offices of the folder too: an export keeps them. */
const withFolder = (held: Holdings, files: Files): Holdings => ({
  ...held,
  offices: exportedOffices(held.offices, read(files).offices),
});

describe('an export', () => {
  it('and an import of it change nothing, whatever is held', () => {
    fc.assert(
      fc.property(pilots, holdings, (pilot, any) => {
        const files = filesOf(pilot);
        const held = withFolder(any, files);
        expect(read(written(files, held))).toEqual(held);
        expect(planImport(held, read(written(files, held)))).toEqual([]);
      }),
    );
  });

  it('keeps what the file says at its beginning, and all comments of what did not change', () => {
    fc.assert(
      fc.property(pilots, holdings, (pilot, held) => {
        const files = filesOf(pilot);
        const after = written(files, held);
        for (const name of ['pilot', 'facts', 'services', 'offices'] as const) {
          const [first] = comments(files[name]);
          expect(after[name].startsWith(`${first}\n`)).toBe(true);
        }
        expect(comments(after.pilot)).toEqual(comments(files.pilot));
      }),
    );
  });

  test.each(Object.keys(deployed.pilots))('of what %s has already leaves every byte as it is', (pilot) => {
    const files = filesOf(pilot);
    expect(written(files, read(files))).toEqual(files);
  });

  it('of one confirmed fact changes that row alone, and keeps the comments of all others', () => {
    const file = fileOf('serbia', 'facts');
    const held = z.array(Fact).parse(parse(file));
    const confirmedTexts = { en: '0123abcd', 'sr-Cyrl': '89ef0123' };
    const confirmed = { confirmedBy: 'Ana', confirmedOn: '2026-11-24', confirmedTexts };
    const after = withFacts(
      file,
      held.map((fact) => (fact.id === 'number-asylum' ? { ...fact, ...confirmed } : fact)),
    );
    const row = [
      '- id: number-asylum',
      '  step: papers',
      '  for: [asylum-seeker]',
      '  state: U',
      '  confirmedBy: Ana',
      '  confirmedOn: 2026-11-24',
      '  confirmedTexts: { en: 0123abcd, sr-Cyrl: 89ef0123 }',
    ];
    expect(after).toContain(`${row.join('\n')}\n`);
    expect(after.replace(`${row.slice(4).join('\n')}\n`, '')).toBe(file);
  });

  it('is the same after everything was taken away and came back, but for the comments and the quotes of facts', () => {
    const files = filesOf('serbia');
    const nothing = written(files, { topics: [], facts: [], services: [], offices: [] });
    expect(read(nothing)).toMatchObject({ topics: [], facts: [], services: [] });
    const after = written(nothing, read(files));
    expect({ ...after, facts: '' }).toEqual({ ...files, facts: '' });
    const bare = (yaml: string) => yaml.replace(/^(#.*)?\n/gm, '').replaceAll("'", '');
    expect(bare(after.facts)).toBe(bare(files.facts));
    expect(written(after, read(files))).toEqual(after);
  });

  it('keeps the offices of a demonstration that this instance has not', () => {
    const demo: Office = { id: 'c', name: 'C', place: 'P', address: null, demo: true };
    const held: Office[] = [
      { id: 'b', name: 'B', place: 'P', address: 'Street 3', confirmedBy: 'Ana', confirmedOn: '2026-11-24' },
    ];
    expect(exportedOffices(held, [{ id: 'a', name: 'A', place: 'P', address: null }, demo])).toEqual([...held, demo]);
    expect(exportedOffices([{ ...demo, name: 'C2' }], [demo])).toEqual([{ ...demo, name: 'C2' }]);
  });
});

describe('the plan of an import', () => {
  const held = read(filesOf('serbia'));

  it('leads from what is held to what is wanted: what it names is what differs', () => {
    fc.assert(
      fc.property(holdings, holdings, (from, to) => {
        const plan = planImport(from, to);
        for (const kind of ['topics', 'facts', 'services', 'offices'] as const) {
          const [was, is] = [from[kind], to[kind]].map((things) => new Set<string>(things.map(({ id }) => id)));
          const named = (does: string) =>
            plan.filter((step) => step.held === kind && step.does === does).map(({ id }) => id);
          expect(named('add')).toEqual([...(is ?? [])].filter((id) => !was?.has(id)));
          expect(named('remove')).toEqual([...(was ?? [])].filter((id) => !is?.has(id)));
        }
        expect(planImport(to, to)).toEqual([]);
        if (plan.length === 0) expect([from.facts, from.services]).toEqual([to.facts, to.services]);
      }),
    );
  });

  it('names what is added, taken away, moved, and changed field by field', () => {
    const [first, second, ...rest] = held.services;
    const [job] = held.topics;
    const [asylum, recognised, ...others] = held.facts;
    if (first === undefined || second === undefined || job === undefined) throw new Error('nothing is held');
    if (asylum === undefined || recognised === undefined) throw new Error('no fact is held');
    const facts: Fact[] = [recognised, { ...asylum, state: 'O', for: ['asylum-seeker', 'family'] }, ...others.slice(1)];
    const services = [second, { ...first, source: 'apc.rs' }, ...rest.slice(1)];
    const more = { id: 'new', name: 'New', place: 'Niš', address: null };
    const plan = planImport(held, {
      topics: [{ ...job, minutes: 45 }, ...held.topics.slice(1)],
      facts,
      services,
      offices: [...held.offices, more],
    });
    expect(describePlan(plan)).toEqual([
      '~ topics/job  minutes: 30 -> 45',
      '~ facts/right-asylum-seeker  for: ["asylum-seeker"] -> ["asylum-seeker","family"]',
      '~ facts/right-asylum-seeker  state: "V" -> "O"',
      '- facts/right-subsidiary  {"id":"right-subsidiary","step":"rights","for":["subsidiary"],"state":"V","asOf":"2024","source":"AIDA"}',
      expect.stringMatching(/^~ facts {2}order: right-recognised, right-asylum-seeker, right-temporary, /),
      '~ services/apc  source: "apc-cza.org" -> "apc.rs"',
      expect.stringMatching(/^- services\/ideas {2}\{"id":"ideas",/),
      expect.stringMatching(/^~ services {2}order: bchr, apc, crpc, /),
      '+ offices/new  {"id":"new","name":"New","place":"Niš","address":null}',
    ]);
  });
});

describe('the zone of a pilot', () => {
  const inZone = (zone: string) =>
    PilotFile.safeParse(parse(fileOf('serbia', 'pilot').replace(/^zone: .*$/m, `zone: ${zone}`)));

  test.each(['Europe/Belgrade', 'Asia/Tashkent', 'America/New_York'])('may be %s', (zone) => {
    expect(inZone(zone).success).toBe(true);
  });

  // Events are kept by the hour of UTC: the first half-hour of a month in Kabul would count in the month before.
  test.each(['Asia/Kabul', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Europe/Atlantis'])('may not be %s', (zone) => {
    expect(inZone(zone).success).toBe(false);
  });
});

describe('a confirmation in the folder', () => {
  const yaml = fileOf('serbia', 'pilot');
  const changedLines = (after: string): string[] =>
    after.split('\n').filter((line) => !yaml.split('\n').includes(line));

  test.each<[string, string[]]>([
    [
      'emergency',
      ["emergency: { police: '192', fire: '193', ambulance: '194', confirmedBy: Ana, confirmedOn: 2026-11-24 }"],
    ],
    ['controller', ['  confirmedBy: Ana', '  confirmedOn: 2026-11-24']],
  ])('of the %s changes its lines alone', (field, lines) => {
    const after = withConfirmation(yaml, field, 'Ana', '2026-11-24');
    expect(changedLines(after)).toEqual(lines);
    expect(comments(after)).toEqual(comments(yaml));
    const added = field === 'controller' ? 2 : 0;
    expect(after.split('\n')).toHaveLength(yaml.split('\n').length + added);
    expect(PilotFile.safeParse(parse(after)).success).toBe(true);
  });

  it('replaces an older one', () => {
    const first = withConfirmation(yaml, 'emergency', 'Ana', '2026-01-01');
    expect(PilotFile.parse(parse(withConfirmation(first, 'emergency', 'Eva', '2026-11-24'))).emergency).toMatchObject({
      confirmedBy: 'Eva',
      confirmedOn: '2026-11-24',
    });
  });
});
