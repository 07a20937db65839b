import type { WorkContext } from "#agent-kit/definition.ts";
import type { ChannelPort } from "#integrations/channel/port.ts";
import { csvChannel, csvChannelNeed } from "#integrations/csv-channel/channel.ts";
import type { MailerPort } from "#integrations/mailer/port.ts";
import { RESEND } from "#integrations/resend/account.ts";
import { connectResend } from "#integrations/resend/mailer.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import { connectShopify } from "#integrations/shopify/connect.ts";
import { SHOPIFY } from "#integrations/shopify/need.ts";

export interface Clients {
  /** Made on first use, so that a run that needs no call works without a configured store. */
  store(): ShopifyClient;
  mailer(): MailerPort;
  /** Null where no second channel is set up. */
  channel(): ChannelPort | null;
}

export function clients(context: WorkContext): Clients {
  const { env, connect, log } = context;
  let made: ShopifyClient | null = null;
  let mailer: MailerPort | null = null;
  return {
    store: () => {
      made ??= connectShopify({ env, connection: connect(SHOPIFY), log });
      return made;
    },
    mailer: () => {
      mailer ??= connectResend({ env, connection: connect(RESEND), log });
      return mailer;
    },
    channel: () => (csvChannelNeed.configured(env) ? csvChannel(context) : null),
  };
}
