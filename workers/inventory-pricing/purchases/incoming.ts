/**
 * Units on their way, by variant: what is open of every purchase that was drafted or ordered (an approved draft is a decision
 * to order, so that no need is proposed twice), and what arrived while its correction of the shop's number is still open. Of
 * an instant of the past (`until`, ms) only purchases are known.
 */
export function incomingQuery(db: D1Database, variantIds: string, until: number | null): D1PreparedStatement {
  return db
    .prepare(
      `SELECT variant_id, sum(units) AS units FROM (
         SELECT l.variant_id, l.quantity - l.received AS units FROM purchase_lines AS l JOIN purchase_drafts AS d ON d.id = l.draft_id
         WHERE d.status IN ('draft', 'sent', 'partly-received') AND l.variant_id IN (SELECT value FROM json_each(?1))
           AND (?2 IS NULL OR (d.created_at < ?2 AND d.updated_at < ?2))
         UNION ALL
         SELECT c.variant_id, c.counted - c.available_then FROM stock_counts AS c
         WHERE ?2 IS NULL AND c.source LIKE 'a delivery%' AND c.variant_id IN (SELECT value FROM json_each(?1))
         AND c.counted_at > (SELECT max(counted_at) FROM stock_counts) - ${30 * 86_400_000}
         AND coalesce((SELECT a.status FROM actions AS a WHERE a.kind = 'stock.sync'
           AND a.target = c.item_id || ' at ' || c.location_id || ', ' || c.id ORDER BY a.proposed_at DESC LIMIT 1), 'proposed')
           IN ('proposed', 'approved', 'scheduled', 'applying', 'unknown')
       ) GROUP BY variant_id`,
    )
    .bind(variantIds, until);
}
