/** The address of a user. The user alone does not tell whether it is a lasting id or a telephone number. */
export const addressOf = (user: string, isLasting: boolean) => `${user}@${isLasting ? 'lid' : 's.whatsapp.net'}`;
/** The name of the key that holds the telephone number of a lasting id. */
export const reverseOf = (user: string) => `lid-mapping ${user}_reverse`;

/**
 * The handle of the contact that a key belongs to. Sessions are named `<user>.<device>`, or `<user>_1.<device>` for a
 * lasting id; pairs of addresses are named by the user, tokens by the address. Undefined for other kinds: a list of
 * devices, for example, does not tell whether its user is a lasting id or a number.
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
