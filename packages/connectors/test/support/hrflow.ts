import type { Received, Reply } from './server.js';

type Json = Record<string, unknown>;

/** HrFlow with one profile, as far as the update writer needs it. */
export class HrflowDouble {
  /** Bodies of the applied PUTs. */
  readonly puts: Json[] = [];
  /** Forms sent to be parsed. */
  readonly forms: string[] = [];
  /** Answers a parsing; replaced in tests. */
  parse: () => Reply = () => ({ status: 202, json: { code: 202, message: 'queued', data: [] } });

  constructor(public profile: Json) {}

  answer = ({ method, path, query, text }: Received): Reply => {
    const route = `${method} ${path}`;
    if (route === 'GET /v1/profile/indexing') return this.read(query.get('reference'));
    if (route === 'PUT /v1/profile/indexing') {
      const body = JSON.parse(Buffer.from(text, 'latin1').toString()) as Json;
      this.puts.push(body);
      this.profile = { ...body, updated_at: '2026-01-01T00:00:00+0000' };
      return { json: { code: 200, message: 'Profile edited', data: this.profile } };
    }
    if (route === 'POST /v1/profile/parsing/file') {
      this.forms.push(text);
      return this.parse();
    }
    return { status: 404, json: { code: 404, message: 'Not found' } };
  };

  private read(reference: string | null): Reply {
    if (reference === this.profile['reference']) {
      return { json: { code: 200, message: 'Profile details', data: this.profile } };
    }
    const message = 'Invalid parameters. Unable to find object: profile';
    return { status: 400, json: { code: 400, message } };
  }
}
