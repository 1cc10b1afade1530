/**
 * The fields each part of the props has, checked at run time: apps are often transpiled without a type check, and a
 * misspelt field that is ignored may be the one that guards.
 */
import * as contract from '../../contract/shape';
import { flag, number, text } from '../../contract/shape';
import type { ObjectShape, Shape } from '../../contract/shape';
import { duration, size } from './amount-shapes';
import { ofPlainValue } from './plain-value';

const list = (item: Shape): Shape => ofPlainValue(contract.list(item));
const map = (item: Shape): Shape => ofPlainValue(contract.map(item));
const object = (shape: ObjectShape): Shape => ofPlainValue(contract.object(shape));

const secretKeyRef = object({ fields: { name: text, key: text }, required: ['name', 'key'] });

const headerForward = object({
  fields: {
    addPlaintextHeaders: map(text),
    addHeadersFromSecret: list(
      object({
        fields: { headerName: text, valueSecretRef: secretKeyRef },
        required: ['headerName', 'valueSecretRef'],
      }),
    ),
  },
});

const configMapKeyRef = object({ fields: { name: text, key: text }, required: ['name'] });
const caBundleRef = object({ fields: { configMapRef: configMapKeyRef }, required: ['configMapRef'] });

// issuer, audience and data are not `required` here: their absence has codes of its own, with better remedies.
const oidcConfig = object({
  fields: {
    type: text,
    resourceUrl: text,
    kubernetes: object({
      fields: { audience: text, issuer: text, jwksUrl: text, introspectionUrl: text, useClusterAuth: flag },
    }),
    configMap: object({
      fields: { name: text, key: text, caBundleRef, data: map(text) },
      required: ['name'],
    }),
    inline: object({
      fields: {
        issuer: text,
        audience: text,
        jwksUrl: text,
        introspectionUrl: text,
        clientId: text,
        clientSecretRef: secretKeyRef,
        caBundleRef,
        jwksAuthTokenPath: text,
        jwksAllowPrivateIP: flag,
        insecureAllowHTTP: flag,
        scopes: list(text),
      },
    }),
  },
});

const limits = object({
  fields: {
    headerSection: size,
    requestBody: size,
    requestHeaderTimeout: duration,
    requestTimeout: duration,
    keepAliveTimeout: duration,
    connectTimeout: duration,
    responseHeaderTimeout: duration,
    responseIdleTimeout: duration,
    eventStreamIdleTimeout: duration,
    clientStallTimeout: duration,
    concurrentRequests: number,
    upstreamConnections: number,
  },
});

const resourceList = object({ fields: { cpu: text, memory: text } });
const metadata = { labels: map(text), annotations: map(text) };
const envVar = object({ fields: { name: text, value: text }, required: ['name', 'value'] });

const resourceOverrides = object({
  fields: {
    proxyDeployment: object({
      fields: { ...metadata, podTemplateMetadataOverrides: object({ fields: metadata }), env: list(envVar) },
    }),
    proxyService: object({ fields: metadata }),
  },
});

/** The shape of the construct's props. */
export const propsShape = object({
  fields: {
    remoteUrl: text,
    name: text,
    transport: text,
    port: number,
    headerForward,
    oidcConfig,
    trustProxyHeaders: flag,
    endpointPrefix: text,
    allowedOrigins: list(text),
    remoteCaBundleRef: configMapKeyRef,
    limits,
    terminationGracePeriod: duration,
    replicas: number,
    resources: object({ fields: { limits: resourceList, requests: resourceList } }),
    image: text,
    serviceAccountName: text,
    resourceOverrides,
    strict: flag,
  },
  required: ['remoteUrl'],
});
