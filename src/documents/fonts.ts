import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

const FAMILIES = [
  ['noto-sans', 'NotoSans'],
  ['vazirmatn', 'Vazirmatn'],
  ['noto-sans-ethiopic', 'NotoSansEthiopic'],
  ['noto-sans-bengali', 'NotoSansBengali'],
] as const;

/**
 * The font files of all documents: Latin, Cyrillic and Greek; Arabic letters, those of Persian, Pashto, Kurdish and Urdu
 * too; Ethiopic; Bengali. `coverage.ts` says which characters they have.
 */
export const FONT_FILES: readonly string[] = FAMILIES.flatMap(([name, family]) => {
  const folder = dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
  return ['400Regular', '700Bold'].map((style) => join(folder, style, `${family}_${style}.ttf`));
});
