import type { PushJob } from '@hrflow-sync/core';

/** The data of an item, as JSON. The one place where the dashboard opens it. */
export function openItem(push: PushJob): string {
  return push.item;
}
