import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  type KeyPair,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
  WA_CERT_DETAILS,
} from '@whiskeysockets/baileys';

/** Trusted in this process alone, in place of WhatsApp's own root. */
const root = Curve.generateKeyPair();
const intermediate = Curve.generateKeyPair();

/** What another process has to trust that talks with this one's fake. */
export const FAKE_ROOT: string = Buffer.from(root.public).toString('hex');

/** From now on the library trusts certificates of a fake, this process's own where no other is named. */
export function trustFake(fakeRoot = FAKE_ROOT): void {
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(fakeRoot, 'hex');
}

function certificates(leaf: Uint8Array): Uint8Array {
  const { Details } = proto.CertChain.NoiseCertificate;
  const middle = Details.encode({ serial: 1, issuerSerial: 0, key: intermediate.public }).finish();
  const last = Details.encode({ serial: 2, issuerSerial: 1, key: leaf }).finish();
  return proto.CertChain.encode({
    intermediate: { details: middle, signature: Curve.sign(root.private, middle) },
    leaf: { details: last, signature: Curve.sign(intermediate.private, last) },
  }).finish();
}

const NOTHING = Buffer.alloc(0);

function ivOf(count: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(count, 8);
  return iv;
}

/** The server's side of WhatsApp's Noise handshake (XX, 25519, AES-GCM), and the frames after it. */
export class NoiseServer {
  #hash = Buffer.from(NOISE_MODE);
  #salt = Buffer.from(NOISE_MODE);
  #key = Buffer.from(NOISE_MODE);
  #count = 0;
  #rest = NOTHING;
  #hasIntroduced = false;
  #ephemeral: KeyPair = Curve.generateKeyPair();
  #own: KeyPair = Curve.generateKeyPair();
  #ways: { in: Buffer; out: Buffer; received: number; sent: number } | undefined;

  constructor() {
    this.#absorb(NOISE_WA_HEADER);
  }

  #absorb(data: Uint8Array): void {
    this.#hash = Buffer.from(sha256(Buffer.concat([this.#hash, data])));
  }

  #mix(secret: Uint8Array): void {
    const both = Buffer.from(hkdf(Buffer.from(secret), 64, { salt: this.#salt, info: '' }));
    this.#salt = both.subarray(0, 32);
    this.#key = both.subarray(32);
    this.#count = 0;
  }

  #seal(plain: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plain, this.#key, ivOf(this.#count++), this.#hash);
    this.#absorb(sealed);
    return sealed;
  }

  #open(sealed: Uint8Array): Buffer {
    const plain = aesDecryptGCM(sealed, this.#key, ivOf(this.#count++), this.#hash);
    this.#absorb(sealed);
    return plain;
  }

  /** The whole frames in what has come so far. */
  frames(data: Uint8Array): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, data]);
    if (!this.#hasIntroduced) {
      const at = this.#rest.indexOf(NOISE_WA_HEADER);
      this.#rest = this.#rest.subarray(at + NOISE_WA_HEADER.length);
      this.#hasIntroduced = true;
    }
    const frames: Buffer[] = [];
    while (this.#rest.length >= 3) {
      const size = this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < size + 3) break;
      frames.push(this.#rest.subarray(3, size + 3));
      this.#rest = this.#rest.subarray(size + 3);
    }
    return frames;
  }

  /** Answers the first frame of a client. */
  hello(frame: Buffer): Uint8Array {
    const theirs = proto.HandshakeMessage.decode(frame).clientHello?.ephemeral;
    if (!theirs) throw new Error('a hello without a key');
    this.#absorb(theirs);
    this.#absorb(this.#ephemeral.public);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, theirs));
    const still = this.#seal(this.#own.public);
    this.#mix(Curve.sharedKey(this.#own.private, theirs));
    const payload = this.#seal(certificates(this.#own.public));
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.#ephemeral.public, static: still, payload },
    }).finish();
  }

  /** Reads the second frame: who the client says it is. */
  finish(frame: Buffer): proto.ClientPayload {
    const { clientFinish } = proto.HandshakeMessage.decode(frame);
    if (!clientFinish?.static || !clientFinish.payload) throw new Error('half a finish');
    const theirs = this.#open(clientFinish.static);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, theirs));
    const payload = proto.ClientPayload.decode(this.#open(clientFinish.payload));
    const both = Buffer.from(hkdf(NOTHING, 64, { salt: this.#salt, info: '' }));
    this.#ways = { in: both.subarray(0, 32), out: both.subarray(32), received: 0, sent: 0 };
    return payload;
  }

  openFrame(frame: Buffer): Buffer {
    if (!this.#ways) throw new Error('before the handshake');
    return aesDecryptGCM(frame, this.#ways.in, ivOf(this.#ways.received++), NOTHING);
  }

  sealFrame(plain: Uint8Array): Buffer {
    if (!this.#ways) throw new Error('before the handshake');
    return aesEncryptGCM(plain, this.#ways.out, ivOf(this.#ways.sent++), NOTHING);
  }
}

/** A frame with its length before it. */
export function framed(payload: Uint8Array): Buffer {
  const size = Buffer.alloc(3);
  size.writeUIntBE(payload.length, 0, 3);
  return Buffer.concat([size, payload]);
}
