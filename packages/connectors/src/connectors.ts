import { BreezyHR } from './breezyhr/connector.js';
import { Flatchr } from './flatchr/connector.js';
import { Greenhouse } from './greenhouse/connector.js';
import { JazzHR } from './jazzhr/connector.js';
import type { Connector } from './kit/connector.js';

/** Every connector, for lists and documentation. */
export const connectors: readonly Connector[] = [Greenhouse, JazzHR, BreezyHR, Flatchr];
