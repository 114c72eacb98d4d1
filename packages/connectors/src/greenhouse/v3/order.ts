/** The order in which records came to be, told by their ids. What is no number, which no record of v3's has, is first. */
export function byId(a: { readonly id?: unknown }, b: { readonly id?: unknown }): number {
  return numberOf(a.id) - numberOf(b.id);
}

function numberOf(id: unknown): number {
  return typeof id === 'number' ? id : 0;
}
