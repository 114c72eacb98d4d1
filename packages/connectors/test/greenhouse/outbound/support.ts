import {
  startSandbox,
  type Candidate,
  type RequestRecord,
  type Sandbox,
  type SandboxOptions,
} from '@hrflow-sync/sandbox';
import { afterEach } from 'mocha';
import {
  archiveCandidates,
  closeConnections,
  createCandidates,
  GreenhouseArchiveProfilesParameters,
  greenhouseApi,
  GreenhouseCandidateItem,
  greenhouseCandidateOf,
  GreenhouseCreateProfilesParameters,
  greenhouseIdentityOf,
  GreenhouseUpdateProfilesParameters,
  openClient,
  updateCandidates,
  type HrflowStoredProfile,
  type Host,
} from '../../../src/index.js';

/** The user of the official samples. */
export const USER = '92120';
export type Version = 'v1' | 'v3';

/** A sandbox and what the tests of all three writers do with it. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly slept: number[];
  /** Lets the connector believe that it is later. */
  pass(ms: number): void;
  create(profile: HrflowStoredProfile, parameters?: object): Promise<string>;
  update(profile: HrflowStoredProfile, parameters?: object): Promise<string>;
  archive(profile: HrflowStoredProfile, parameters?: object): Promise<string>;
  /** As {@link create}, with an item of a user's own format. */
  createItem(item: object, parameters?: object): Promise<string>;
  client(credentials?: object, host?: Host): ReturnType<typeof openClient>;
  /** A résumé that the sandbox's file host serves. */
  resume(more?: object): NonNullable<HrflowStoredProfile['attachments']>[number];
  /** Requests that changed something, or would have. */
  writes(): RequestRecord[];
  candidate(email: string): Candidate;
}

let running: Sandbox | undefined;

/** Registers that each test's sandbox is closed. */
export function closesStage(): void {
  afterEach(async () => {
    await closeConnections();
    await running?.close();
    running = undefined;
  });
}

export async function setStage(version: Version, options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = (running = await startSandbox({ candidates: 30, held: 'none', ...options }));
  const { environment: env } = sandbox;
  const slept: number[] = [];
  const credentials =
    version === 'v1'
      ? { auth: env.GREENHOUSE_API_KEY }
      : { client_id: env.GREENHOUSE_CLIENT_ID, client_secret: env.GREENHOUSE_CLIENT_SECRET, user_id: USER };
  let passed = 0;
  const host: Host = {
    baseUrls: env,
    now: () => Date.now() + passed,
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
  const client: Stage['client'] = (other = credentials, more = {}) =>
    openClient(greenhouseApi, other, { ...host, ...more });
  const own = client();
  const withUser = (parameters: object): object => ({ on_behalf_of: USER, ...parameters });
  const created = (parameters: object) => GreenhouseCreateProfilesParameters.parse(withUser(parameters));
  return {
    sandbox,
    slept,
    pass: (ms) => {
      passed += ms;
    },
    client,
    create: (profile, more = {}) => createCandidates.push(own, created(more), greenhouseCandidateOf(profile)),
    createItem: (item, more = {}) =>
      createCandidates.push(own, created(more), GreenhouseCandidateItem.parse(item)),
    update: (profile, more = {}) =>
      updateCandidates.push(
        own,
        GreenhouseUpdateProfilesParameters.parse(withUser(more)),
        greenhouseCandidateOf(profile),
      ),
    archive: (profile, more = {}) =>
      archiveCandidates.push(
        own,
        GreenhouseArchiveProfilesParameters.parse(withUser(more)),
        greenhouseIdentityOf(profile),
      ),
    resume: (more = {}) => ({
      type: 'resume',
      alt: '5bae9c0928307d1ffdcdc727e5051e243ce31ee8',
      file_size: 12,
      original_file_name: 'resume',
      extension: '.pdf',
      public_url: `${sandbox.url}/files/resume/1.pdf?X-Amz-Signature=x`,
      created_at: new Date().toISOString(),
      ...more,
    }),
    writes: () =>
      sandbox.records.requests().filter(({ method, api }) => method !== 'GET' && api !== 'greenhouse_auth'),
    candidate: (email) => {
      const found = [...sandbox.candidates()].filter(({ email_addresses: emails }) =>
        emails.some(({ value }) => value.toLowerCase() === email.toLowerCase()),
      );
      if (found.length !== 1) throw new Error(`${found.length} candidates have the address ${email}`);
      return found[0] as Candidate;
    },
  };
}

/** An invented person as HrFlow holds one, whose names are in Greenhouse's lists. */
export function ada(more: HrflowStoredProfile = {}): HrflowStoredProfile {
  return {
    key: '5d2a14c7a47f8a6f48e72d296f7e2038c1bb4ce4',
    reference: 'cand-42',
    created_at: '2023-06-20T15:25:07+0000',
    info: {
      full_name: 'Ada Martin',
      first_name: 'Ada',
      last_name: 'Martin',
      email: 'ada@example.com',
      phone: '+33 6 39 98 00 12',
      location: { text: '3 Harbour Street, Boston' },
      urls: [
        { type: 'linkedin', url: 'https://www.linkedin.com/in/ada' },
        { type: 'from_resume', url: 'https://ada.example.com' },
      ],
    },
    experiences: [
      { company: 'Boréal Énergie', title: 'Engineer', date_start: '2019-09-01T00:00:00', date_end: null },
      { company: 'Halyard Health', title: 'Trainee', date_start: '2018-01-01', date_end: '2018-07-01' },
    ],
    educations: [
      {
        school: 'University of Eastmoor',
        title: "Master's Degree, Computer Science",
        date_start: '2013-09-01T00:00:00',
        date_end: '2018-06-30T00:00:00',
      },
    ],
    ...more,
  };
}
