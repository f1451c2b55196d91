const decode = (text: string): ArrayBuffer => {
  const base64 = text.replace(/-/g, '+').replace(/_/g, '/');
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return bytes.buffer as ArrayBuffer;
};

const encode = (buffer: ArrayBuffer | null): string | undefined => {
  if (!buffer) return undefined;
  let text = '';
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
};

interface DescriptorJson {
  id: string;
  type: 'public-key';
  transports?: AuthenticatorTransport[];
}

interface OptionsJson {
  publicKey?: OptionsJson;
  challenge: string;
  user?: { id: string; name: string; displayName: string };
  excludeCredentials?: DescriptorJson[];
  allowCredentials?: DescriptorJson[];
  [key: string]: unknown;
}

const descriptors = (list?: DescriptorJson[]) => list?.map((d) => ({ ...d, id: decode(d.id) }));

export const passkeysSupported = (): boolean => typeof window.PublicKeyCredential === 'function';

/** Asks the browser to make a passkey; the answer has the shape of RegistrationResponseJSON. */
export async function createPasskey(json: unknown): Promise<unknown> {
  const raw = json as OptionsJson;
  const o = raw.publicKey ?? raw;
  const publicKey = {
    ...o,
    challenge: decode(o.challenge),
    user: o.user && { ...o.user, id: decode(o.user.id) },
    excludeCredentials: descriptors(o.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error('no passkey was made');
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    rawId: encode(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment ?? undefined,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      clientDataJSON: encode(response.clientDataJSON),
      attestationObject: encode(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Asks the browser for a passkey; the answer has the shape of AuthenticationResponseJSON. */
export async function askPasskey(json: unknown): Promise<unknown> {
  const raw = json as OptionsJson;
  const o = raw.publicKey ?? raw;
  const publicKey = {
    ...o,
    challenge: decode(o.challenge),
    allowCredentials: descriptors(o.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!got) throw new Error('no passkey was chosen');
  const response = got.response as AuthenticatorAssertionResponse;
  return {
    id: got.id,
    rawId: encode(got.rawId),
    type: got.type,
    authenticatorAttachment: got.authenticatorAttachment ?? undefined,
    clientExtensionResults: got.getClientExtensionResults(),
    response: {
      clientDataJSON: encode(response.clientDataJSON),
      authenticatorData: encode(response.authenticatorData),
      signature: encode(response.signature),
      userHandle: encode(response.userHandle),
    },
  };
}
