import { generatedMark } from "../../store/generated.ts";
import { VARIANT, type VariantRow } from "../../store/rows.ts";
import { CURRENCY } from "../../store/shop.ts";
import { connect, type PageArguments } from "../connection.ts";
import { moneyText } from "../money.ts";
import type { Call, Resolvers } from "../resolver.ts";

interface FixedPriceRow {
  variant_id: number;
  price_minor: number;
}

const FIXED = "SELECT variant_id, price_minor FROM fixed_price";

/** One invented price list of trade customers with a few fixed prices; its name says that it is generated. */
export const priceListResolvers: Resolvers = {
  QueryRoot: {
    priceLists: (_: unknown, { after }: PageArguments, { shop }: Call) => ({
      nodes: after ? [] : [{ __typename: "PriceList" }],
      pageInfo: {
        hasNextPage: false,
        hasPreviousPage: false,
        startCursor: null,
        endCursor: shop.gids.gid("PriceList", 1),
      },
    }),
  },
  PriceList: {
    id: (_: unknown, __: unknown, { shop }: Call) => shop.gids.gid("PriceList", 1),
    name: (_: unknown, __: unknown, { shop }: Call) => `Trade (${generatedMark(shop.seed)})`,
    currency: () => CURRENCY,
    fixedPricesCount: (_: unknown, __: unknown, { shop }: Call) =>
      shop.database.count("SELECT COUNT(*) FROM fixed_price"),
    prices: (_: unknown, page: PageArguments & { originType?: string | null }, call: Call) =>
      connect<FixedPriceRow>(
        call,
        {
          select: FIXED,
          where: page.originType === "RELATIVE" ? ["0"] : [],
          values: [],
          sort: "variant_id",
          id: "variant_id",
        },
        page,
      ),
  },
  PriceListPrice: {
    variant: ({ variant_id }: FixedPriceRow, _: unknown, { shop }: Call) =>
      shop.database.get<VariantRow>(`${VARIANT} WHERE variant.id = ?`, variant_id),
    price: ({ price_minor }: FixedPriceRow) => ({ amount: moneyText(price_minor), currencyCode: CURRENCY }),
    compareAtPrice: () => null,
  },
};
