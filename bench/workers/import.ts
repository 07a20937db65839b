import { WorkerEntrypoint } from "cloudflare:workers";
import StoreSync from "#workers/store-sync/index.ts";

/** Store-sync with a door: a request begins the import as its cron would. */
export default class ImportBench extends StoreSync {
  override async fetch(): Promise<Response> {
    await this.scheduled();
    return new Response("asked");
  }
}

/** Control without anybody to wake. */
export class ControlEvents extends WorkerEntrypoint {
  async wake(): Promise<{ asked: string[] }> {
    return { asked: [] };
  }
}
