/** The address of a user, which does not say by itself which of the two kinds it is. */
export const addressOf = (user: string, isLasting: boolean) => `${user}@${isLasting ? 'lid' : 's.whatsapp.net'}`;
/** What tells the telephone number of a lasting id. */
export const reverseOf = (user: string) => `lid-mapping ${user}_reverse`;

/**
 * Whose handle a key is about. Sessions are called `<user>.<device>`, or `<user>_1.<device>` for a lasting id; pairs of
 * addresses by the user, tokens by the address. A list of devices does not say which of the two its user is.
 */
export function ownerOf(kind: string, id: string): string | undefined {
  switch (kind) {
    case 'session':
    case 'identity-key': {
      const [, user, domain] = /^(\d+)(_\d+)?\./.exec(id) ?? [];
      return user && addressOf(user, domain === '_1');
    }
    case 'lid-mapping': {
      const [, user = id, reverse] = /^(\d+)(_reverse)?$/.exec(id) ?? [];
      return addressOf(user, reverse !== undefined);
    }
    case 'tctoken':
      return id;
    default:
      return undefined;
  }
}
