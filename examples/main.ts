/** One chart per example; `cdk8s synth` writes each to a file of dist/, with a placeholder for the digest of the runtime. */
import { App } from 'cdk8s';
import { Composed } from './composed';
import { Limits } from './limits';
import { MixedHeaders } from './mixed-headers';
import { OidcInline } from './oidc-inline';
import { writePlaceholders } from './placeholder';
import { PlaintextHeaders } from './plaintext-headers';
import { SecretHeaders } from './secret-headers';
import { SeveralSecrets } from './several-secrets';
import { TokenExchange } from './token-exchange';

const app = new App();
new PlaintextHeaders(app, 'plaintext-headers');
new SecretHeaders(app, 'secret-headers');
new MixedHeaders(app, 'mixed-headers');
new SeveralSecrets(app, 'several-secrets');
new Composed(app, 'composed');
new OidcInline(app, 'oidc-inline');
new TokenExchange(app, 'token-exchange');
new Limits(app, 'limits');
app.synth();
writePlaceholders(app.outdir);
