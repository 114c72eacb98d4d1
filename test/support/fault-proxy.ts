import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the network does to the bytes that pass. */
export type NetworkMode =
  | { readonly kind: 'pass' }
  /** Every packet takes `ms` longer, give or take `jitterMs`; order is kept. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /**
   * Half-open: bytes and FINs vanish, nobody is told. `down` swallows the answers only. A link that lost
   * bytes stays silent for good, as its stream could not be mended.
   */
  | { readonly kind: 'black-hole'; readonly direction?: 'both' | 'down' }
  /** Connections end with RST, new ones too. */
  | { readonly kind: 'reset' }
  /** Tiny packets of so many bytes. */
  | { readonly kind: 'slice'; readonly bytes: number }
  /** Each connection ends once so many more bytes of answers have passed. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number };

export interface FaultProxy {
  readonly port: number;
  /** Open connections of clients. */
  readonly links: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** From now on for every connection, open or to come. */
  set(mode: NetworkMode): void;
  /** For the connections that are open now; new ones are as before. */
  setOpen(mode: NetworkMode): void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  readonly port: number;
  readonly host?: string;
  /** Draws jitter; seeded in the chaos suite. */
  readonly random?: () => number;
}

/** Listens on loopback and passes everything on to `port`, as badly as it is told to. */
export async function startFaultProxy(target: FaultProxyOptions): Promise<FaultProxy> {
  const links = new Set<Link>();
  let mode: NetworkMode = { kind: 'pass' };
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    accepted += 1;
    const link = new Link(client, target, mode, () => links.delete(link));
    links.add(link);
  });
  const setOpen = (next: NetworkMode): void => {
    for (const link of links) link.set(next);
  };
  return {
    port: await listen(server),
    get links() {
      return links.size;
    },
    get accepted() {
      return accepted;
    },
    set(next) {
      mode = next;
      setOpen(next);
    },
    setOpen,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const link of links) link.destroy();
      links.clear();
      await closed;
    },
  };
}

/** One connection of a client, and ours to the target on its behalf. */
class Link {
  private readonly target: Socket;
  private readonly lanes: { readonly up: Lane; readonly down: Lane };
  /** Answer bytes that may still pass, in mode `truncate`. */
  private allowance = Number.POSITIVE_INFINITY;

  constructor(
    private readonly client: Socket,
    options: FaultProxyOptions,
    private mode: NetworkMode,
    onGone: () => void,
  ) {
    const { port, host = '127.0.0.1', random = Math.random } = options;
    this.target = connect({ port, host, allowHalfOpen: true });
    this.lanes = {
      up: new Lane(client, this.target, random, () => this.mode),
      down: new Lane(this.target, client, random, () => this.mode),
    };
    this.attach('up');
    this.attach('down');
    client.once('close', onGone);
    this.set(mode);
  }

  set(mode: NetworkMode): void {
    this.mode = mode;
    this.allowance = mode.kind === 'truncate' ? mode.bytes : Number.POSITIVE_INFINITY;
    if (mode.kind === 'reset') this.destroy('reset');
  }

  destroy(how: 'cut' | 'reset' = 'cut'): void {
    for (const lane of [this.lanes.up, this.lanes.down]) lane.close();
    for (const socket of [this.client, this.target]) {
      if (how === 'reset' && !socket.connecting) socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  private attach(direction: 'up' | 'down'): void {
    const lane = this.lanes[direction];
    const { from } = lane;
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => this.pass(direction, chunk));
    from.on('end', () => {
      if (!this.swallows(direction)) lane.finish();
    });
    // Its loss is the other side's loss too, unless that is exactly what must not be noticed.
    from.on('error', () => undefined);
    from.on('close', () => {
      if (this.mode.kind !== 'black-hole') this.destroy();
    });
  }

  private pass(direction: 'up' | 'down', chunk: Buffer): void {
    const lane = this.lanes[direction];
    if (this.swallows(direction)) {
      lane.silence();
      return;
    }
    if (direction === 'up' || chunk.length < this.allowance) {
      if (direction === 'down') this.allowance -= chunk.length;
      lane.push(chunk);
      return;
    }
    lane.push(chunk.subarray(0, this.allowance));
    lane.finish();
    this.target.destroy();
  }

  private swallows(direction: 'up' | 'down'): boolean {
    if (this.lanes[direction].silent) return true;
    return this.mode.kind === 'black-hole' && (direction === 'down' || this.mode.direction !== 'down');
  }
}

interface Packet {
  readonly bytes: Buffer;
  readonly dueAt: number;
}

/** One direction of a link: packets leave in order, each when it is due. */
class Lane {
  silent = false;
  private readonly packets: Packet[] = [];
  private timer: NodeJS.Timeout | undefined;
  private lastDueAt = 0;
  private finished = false;

  constructor(
    readonly from: Socket,
    private readonly to: Socket,
    private readonly random: () => number,
    private readonly mode: () => NetworkMode,
  ) {}

  push(chunk: Buffer): void {
    const mode = this.mode();
    const size = mode.kind === 'slice' ? mode.bytes : chunk.length;
    for (let start = 0; start < chunk.length; start += size) {
      const bytes = chunk.subarray(start, start + size);
      this.lastDueAt = Math.max(this.lastDueAt, this.arrivalOf(mode, bytes.length));
      this.packets.push({ bytes, dueAt: this.lastDueAt });
    }
    this.send();
  }

  /** No more will come: FIN once everything has left. */
  finish(): void {
    this.finished = true;
    this.send();
  }

  silence(): void {
    this.silent = true;
    this.close();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.packets.length = 0;
  }

  private arrivalOf(mode: NetworkMode, bytes: number): number {
    switch (mode.kind) {
      case 'latency':
        return Date.now() + mode.ms + (mode.jitterMs ?? 0) * (2 * this.random() - 1);
      case 'bandwidth':
        return Math.max(this.lastDueAt, Date.now()) + (bytes / mode.bytesPerSecond) * 1_000;
      default:
        return 0;
    }
  }

  private send(): void {
    if (this.timer) return;
    for (let packet = this.packets[0]; packet; packet = this.packets[0]) {
      const waitMs = packet.dueAt - Date.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => {
          this.timer = undefined;
          this.send();
        }, waitMs);
        return;
      }
      this.packets.shift();
      this.write(packet.bytes);
    }
    if (this.finished && !this.silent && !this.to.destroyed) this.to.end();
  }

  private write(bytes: Buffer): void {
    if (this.to.destroyed || this.to.write(bytes)) return;
    this.from.pause();
    this.to.once('drain', () => this.from.resume());
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
