import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** A tap by voice says what stands there. The rule is experimental, and so in no group. */
const RULES = { 'label-content-name-mismatch': { enabled: true } };
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What keeps somebody from using a page: the rule, and the elements that break it. */
export async function barriersOn(page: Page): Promise<[rule: string, elements: string[]][]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], rules: RULES }).withTags(TAGS);
  // Otherwise each look opens a second page, for the sake of frames of other sites. Ours have none.
  const { violations } = await axe.setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
