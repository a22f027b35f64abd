import { Channel } from './channel.js';
import type { ChannelSettings } from './channels/channel-settings.js';
import type { Notice } from './notice.js';

/** The channels of the settings in force. */
export class ChannelsInForce {
  private channels: Channel[] = [];

  constructor(private readonly open: (settings: ChannelSettings) => Channel) {}

  get names(): string[] {
    return this.channels.map(({ settings }) => settings.name);
  }

  /** What is wrong with a channel; `null`: nothing is. */
  get trouble(): string | null {
    return this.channels.find(({ trouble }) => trouble !== null)?.trouble ?? null;
  }

  /** Replaces the channels. What waits for one that stays as it was goes on waiting there. */
  async replace(settings: readonly ChannelSettings[]): Promise<void> {
    const before = this.channels;
    this.channels = settings.map(
      (wanted) => before.find((channel) => same(channel.settings, wanted)) ?? this.open(wanted),
    );
    await Promise.all(before.filter((channel) => !this.channels.includes(channel)).map((c) => c.stop()));
  }

  /** Tells every channel that wants notices of this kind. Resolves when each was asked once; never rejects. */
  async tell(notice: Notice): Promise<void> {
    const { kind } = notice;
    const wanted = this.channels.filter(({ settings }) => kind === 'test' || settings.kinds.has(kind));
    await Promise.all(wanted.map((channel) => channel.tell(notice)));
  }

  async stop(): Promise<void> {
    await this.replace([]);
  }
}

function same(a: ChannelSettings, b: ChannelSettings): boolean {
  const text = (settings: ChannelSettings) => JSON.stringify({ ...settings, kinds: [...settings.kinds] });
  return text(a) === text(b);
}
