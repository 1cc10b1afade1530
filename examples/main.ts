/** One chart per example; `cdk8s synth` writes each to a file of dist/. */
import { App } from 'cdk8s';
import { MixedHeaders } from './mixed-headers';

const app = new App();
new MixedHeaders(app, 'mixed-headers');
app.synth();
