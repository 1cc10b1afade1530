/** An MCP client with nothing but a URL, and the browser of a user who agrees to everything. */
import type { OAuthClientMetadata, OAuthClientProvider } from '@modelcontextprotocol/client';

const CALLBACK = 'http://127.0.0.1:1/callback';

type Tokens = Awaited<ReturnType<OAuthClientProvider['tokens']>>;
type ClientInformation = Awaited<ReturnType<OAuthClientProvider['clientInformation']>>;

/** Keeps what it is given in memory. */
export class MemoryOAuthProvider implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: 'e2e',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  };
  authorizationUrl: URL | undefined;
  #tokens: Tokens;
  #information: ClientInformation;
  #verifier = '';

  clientInformation(): ClientInformation {
    return this.#information;
  }

  saveClientInformation(information: ClientInformation): void {
    this.#information = information;
  }

  tokens(): Tokens {
    return this.#tokens;
  }

  saveTokens(tokens: Tokens): void {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }
}

/** Follows redirects with cookies, as a browser does, to the callback; gives the URL it would be called by. */
export async function agreeInBrowser(start: URL, callback = CALLBACK): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`no way on from ${url.href}: ${await response.text()}`);
    url = new URL(location, url);
    if (url.href.startsWith(callback)) return url;
  }
  throw new Error('too many redirects');
}
