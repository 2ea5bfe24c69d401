#include "addon/async_task.h"
#include "addon/bindings.h"
#include "addon/stop_handle.h"
#include "addon/table_argument.h"
#include "core/allocation/column_source.h"
#include "core/allocation/frontier.h"
#include "core/allocation/limits/several_limits.h"
#include "core/allocation/single_budget.h"

namespace winback::addon {
namespace {

using namespace winback::allocation;

// Everything a plan reads; the columns and keys stay the caller's.
struct Market {
  Table table;
  Roles roles;
  Terms terms;
  std::span<uint64_t const> keys;
};

std::vector<double> DoublesOf(Napi::Value value, char const* name) {
  auto const span = Float64Of(value, name);
  return {span.begin(), span.end()};
}

int ColumnIndexOf(Napi::Object object, char const* name, Table const& table) {
  return static_cast<int>(
      IntegerOf(object.Get(name), name, -1, static_cast<int64_t>(table.columns.size()) - 1));
}

ActionTerms ActionOf(Napi::Value value, Table const& table) {
  auto object = ObjectOf(value, "action");
  ActionTerms action;
  action.contact_fen = NumberOf(object.Get("contactFen"), "contactFen");
  action.face_fen = NumberOf(object.Get("faceFen"), "faceFen");
  if (auto const payers = object.Get("payers"); !payers.IsNull()) {
    auto const shares = ObjectOf(payers, "payers");
    action.payers = Payers{DoublesOf(shares.Get("leaving"), "payers.leaving"),
                           NumberOf(shares.Get("staying"), "payers.staying")};
  }
  action.response = DoublesOf(object.Get("response"), "response");
  action.uplift_column = ColumnIndexOf(object, "upliftColumn", table);
  action.gain_column = ColumnIndexOf(object, "gainColumn", table);
  action.cost_column = ColumnIndexOf(object, "costColumn", table);
  return action;
}

std::span<uint64_t const> KeysOf(Napi::Value value, Pins& pins) {
  if (value.IsNull() || value.IsUndefined()) return {};
  Require(
      value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_biguint64_array,
      "keys must be a BigUint64Array");
  auto array = value.As<Napi::TypedArray>();
  return {static_cast<uint64_t const*>(pins.Read(array)), array.ElementLength()};
}

Market MarketOf(Napi::Value value, Pins& pins) {
  auto object = ObjectOf(value, "market");
  Market market;
  market.table = TableOf(object.Get("table"), pins);
  market.roles.probability = ColumnIndexOf(object, "probabilityColumn", market.table);
  market.roles.revenue = ColumnIndexOf(object, "revenueColumn", market.table);
  market.roles.allowed = ColumnIndexOf(object, "allowedColumn", market.table);
  market.roles.group = ColumnIndexOf(object, "groupColumn", market.table);
  market.terms.tier_floors = DoublesOf(object.Get("tierFloors"), "tierFloors");
  market.terms.alpha = NumberOf(object.Get("alpha"), "alpha");
  market.terms.fallback_revenue = NumberOf(object.Get("fallbackRevenue"), "fallbackRevenue");
  auto actions = ArrayOf(object.Get("actions"), "actions");
  for (uint32_t j = 0; j < actions.Length(); ++j) {
    market.terms.actions.push_back(ActionOf(actions.Get(j), market.table));
  }
  market.keys = KeysOf(object.Get("keys"), pins);
  return market;
}

Napi::Value ActionsToJs(Napi::Env env, std::vector<uint8_t> const& actions) {
  auto out = Napi::Uint8Array::New(env, actions.size());
  std::copy(actions.begin(), actions.end(), out.Data());
  return out;
}

struct Planned {
  SinglePlan plan;
  std::vector<FrontierPoint> frontier;
};

Napi::Value PlannedToJs(Napi::Env env, Planned const& planned) {
  auto const& plan = planned.plan;
  auto out = Napi::Object::New(env);
  auto text = [&](char const* name, Int128 value) {
    out.Set(name, Napi::String::New(env, Decimal(value)));
  };
  out.Set("action", ActionsToJs(env, plan.action));
  text("spent", plan.spent);
  text("profit", plan.profit);
  text("dualBound", plan.dual_bound);
  text("upperBound", plan.upper_bound);
  text("priceNumerator", plan.price.numerator);
  text("priceDenominator", plan.price.denominator);
  out.Set("coreUsers", Napi::Number::New(env, static_cast<double>(plan.core_users)));
  out.Set("coreStates", Napi::Number::New(env, static_cast<double>(plan.core_states)));
  auto frontier = Napi::Float64Array::New(env, planned.frontier.size() * 3);
  size_t k = 0;
  for (auto const& point : planned.frontier) {
    frontier[k++] = point.lower;
    frontier[k++] = point.upper;
    frontier[k++] = point.marginal;
  }
  out.Set("frontier", frontier);
  return out;
}

SearchLimits WorkOf(Napi::Value value) {
  auto options = ObjectOf(value, "options");
  SearchLimits limits;
  limits.threads = ThreadsOf(options.Get("threads"));
  limits.effort = IntegerOf(options.Get("effort"), "effort", 0, int64_t{1} << 53);
  return limits;
}

// (market, budgetFen, frontierFen, {threads, effort}, stop) -> Promise<NativeSinglePlan>
Napi::Value AllocationPlan(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto market = std::make_shared<Market>(MarketOf(info[0], pins));
    auto const budget = IntegerOf(info[1], "budgetFen", 0, int64_t{1} << 53);
    auto budgets = DoublesOf(info[2], "frontierFen");
    auto work = [market, budget, budgets = std::move(budgets),
                 limits = WorkOf(info[3])](StopToken const* stop) mutable {
      limits.stop = stop;
      ColumnSource const source(market->table, market->roles, market->terms, market->keys);
      Planned planned{PlanForBudget(source, budget, limits), {}};
      planned.frontier = Frontier(planned.plan.market, budgets);
      return planned;
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[4]), std::move(work),
                    PlannedToJs);
  });
}

Limit LimitOf(Napi::Value value) {
  auto object = ObjectOf(value, "limit");
  Limit limit;
  limit.spend = BooleanOf(object.Get("spend"), "spend");
  limit.at_most = BooleanOf(object.Get("atMost"), "atMost");
  limit.amount = IntegerOf(object.Get("amount"), "amount", 0, int64_t{1} << 53);
  limit.actions =
      static_cast<uint32_t>(IntegerOf(object.Get("actions"), "actions", 0, 0xffffffffLL));
  Napi::Value const groups = object.Get("groups");
  if (!groups.IsNull() && !groups.IsUndefined()) {
    auto const span = Uint8Of(groups, "groups");
    limit.groups.assign(span.begin(), span.end());
  }
  return limit;
}

Napi::Value SeveralToJs(Napi::Env env, SeveralPlan const& plan) {
  auto out = Napi::Object::New(env);
  auto text = [&](char const* name, Int128 value) {
    out.Set(name, Napi::String::New(env, Decimal(value)));
  };
  out.Set("action", ActionsToJs(env, plan.action));
  text("spent", plan.spent);
  text("profit", plan.profit);
  text("dualBound", plan.dual_bound);
  auto numerators = Napi::Array::New(env, plan.prices.size());
  for (uint32_t k = 0; k < plan.prices.size(); ++k) {
    numerators.Set(k, Napi::String::New(env, Decimal(plan.prices[k].numerator)));
  }
  out.Set("priceNumerators", numerators);
  text("priceDenominator", plan.prices.front().denominator);
  return out;
}

// The groups that the limits tell apart: their tables have a place for each.
int CheckedGroups(std::vector<Limit> const& limits) {
  int const groups = GroupsOf(limits);
  for (auto const& limit : limits) {
    Require(limit.groups.empty() || limit.groups.size() == static_cast<size_t>(groups),
            "all limits must tell the same groups apart");
  }
  return groups;
}

// (market, limits, {threads, effort}, stop) -> Promise<NativeSeveralPlan>
Napi::Value AllocationPlanLimits(Napi::CallbackInfo const& info) {
  return Guarded(info, [&] {
    Pins pins;
    auto market = std::make_shared<Market>(MarketOf(info[0], pins));
    std::vector<Limit> limits;
    auto given = ArrayOf(info[1], "limits");
    for (uint32_t k = 0; k < given.Length(); ++k) limits.push_back(LimitOf(given.Get(k)));
    market->roles.groups = CheckedGroups(limits);
    auto work = [market, limits = std::move(limits),
                 options = WorkOf(info[2])](StopToken const* stop) mutable {
      options.stop = stop;
      ColumnSource const source(market->table, market->roles, market->terms, market->keys);
      return PlanForLimits(source, limits, options);
    };
    return RunAsync(info.Env(), std::move(pins), OptionalStop(info[3]), std::move(work),
                    SeveralToJs);
  });
}

}  // namespace

void RegisterAllocation(Napi::Env env, Napi::Object exports) {
  exports.Set("allocationPlan", Napi::Function::New(env, AllocationPlan));
  exports.Set("allocationPlanLimits", Napi::Function::New(env, AllocationPlanLimits));
}

}  // namespace winback::addon
