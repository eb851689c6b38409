import { type Content, pilotOf } from '../../content.ts';
import { startOf } from '../../conversation/arrival.ts';
import type { ChannelName } from '../../conversation/message.ts';
import { isConfirmed, today } from '../../pilot/confirmed.ts';
import { isPull } from '../channel.ts';
import type { PosterOrder } from '../document-maker.ts';
import type { World } from '../world.ts';

/** A link that opens a chat with us in one pilot. */
export interface CampaignLink {
  channel: ChannelName;
  /** Undefined where the address is not known now. */
  address: string | undefined;
}

/** The address that opens the web chat in a pilot, counted for a source if one is given. */
export const webLink = (publicUrl: string, pilot: string, source?: string): string =>
  `${publicUrl}/?start=${startOf(pilot, source)}`;

/** The links to a pilot, one for each channel that runs here and that people reach by an address. */
export async function linksTo(
  { channels, publicUrl }: Pick<World, 'channels' | 'publicUrl'>,
  pilot: string,
  source?: string,
): Promise<CampaignLink[]> {
  const links = [...channels.values()].map(async (channel): Promise<CampaignLink[]> => {
    if (isPull(channel)) return [{ channel: channel.name, address: webLink(publicUrl, pilot, source) }];
    if (channel.address === undefined) return [];
    return [{ channel: channel.name, address: await channel.address(startOf(pilot, source)) }];
  });
  return (await Promise.all(links)).flat();
}

/** Whether a named person of the pilot has confirmed who answers for people's data. `now`: epoch ms. */
export function isControllerConfirmed(content: Pick<Content, 'pilots'>, pilot: string, now: number): boolean {
  const { controller, zone } = pilotOf(content, pilot);
  return isConfirmed(controller, today(now, zone));
}

/** The poster of a pilot in one of its languages that leads to an address. */
export const posterFor = (
  content: Pick<Content, 'pilots'>,
  { pilot, language, address }: Pick<PosterOrder, 'pilot' | 'language' | 'address'>,
  now: number,
): PosterOrder => ({
  ...{ pilot, language, address, languages: pilotOf(content, pilot).languages },
  isConfirmed: isControllerConfirmed(content, pilot, now),
});
