#include <random>

#include "core/allocation/column_source.h"
#include "core/allocation/single_budget.h"
#include "test/check.h"

using namespace winback;
using namespace winback::allocation;

namespace {

// Gains and costs given outright, in yuan.
struct Market {
  int users;
  int actions;
  std::vector<double> gain;  // [action][user]
  std::vector<double> cost;
};

Column ColumnOf(std::string name, double const* values, int rows) {
  Column column;
  column.name = std::move(name);
  column.chunks.push_back({ColumnType::kFloat64, values, nullptr, 0, rows});
  return column;
}

struct Held {
  Table table;
  Terms terms;
};

Held Hold(Market const& market) {
  Held held;
  held.table.rows = market.users;
  held.table.chunk_lengths = {market.users};
  for (int j = 0; j < market.actions; ++j) {
    auto const at = static_cast<size_t>(j) * static_cast<size_t>(market.users);
    held.table.columns.push_back(ColumnOf("gain", &market.gain[at], market.users));
    held.table.columns.push_back(ColumnOf("cost", &market.cost[at], market.users));
    ActionTerms action;
    action.response = {0};
    action.gain_column = 2 * j;
    action.cost_column = 2 * j + 1;
    held.terms.actions.push_back(action);
  }
  return held;
}

int64_t Micro(Market const& m, int user, int action) {
  auto const at = static_cast<size_t>(action * m.users + user);
  return std::llround(m.gain[at] * 1e6) - std::llround(m.cost[at] * 1e6);
}

int64_t Fen(Market const& m, int user, int action) {
  return std::llround(m.cost[static_cast<size_t>(action * m.users + user)] * 100);
}

// All plans, one user after the other.
int64_t Best(Market const& m, int user, int64_t left) {
  if (user == m.users) return left >= 0 ? 0 : std::numeric_limits<int64_t>::min() / 2;
  int64_t best = Best(m, user + 1, left);
  for (int j = 0; j < m.actions; ++j) {
    best = std::max(best, Micro(m, user, j) + Best(m, user + 1, left - Fen(m, user, j)));
  }
  return best;
}

Market RandomMarket(std::mt19937_64& random, int users, int actions, int kind) {
  Market m{users, actions, {}, {}};
  auto in = [&](int low, int high) {
    return static_cast<double>(std::uniform_int_distribution<int>(low, high)(random));
  };
  for (int k = 0; k < users * actions; ++k) {
    double cost = in(0, 12) / 100;
    double gain = in(0, 40) / 100;
    if (kind == 1) gain = cost + in(-2, 2) / 100;           // ties all over
    if (kind == 2) cost = in(-5, 9) / 100;                  // actions that earn money
    if (kind == 3) gain = in(0, 1000000) / 1e6 * in(1, 9);  // no ties
    if (kind == 4) gain = -gain;
    if (kind == 5) {
      cost = in(1, 3000) / 100;
      gain = cost * 1.1 + 1;
    }
    m.cost.push_back(cost);
    m.gain.push_back(gain);
  }
  return m;
}

}  // namespace

TEST("one budget: the plan is the brute-force optimum, proven, and inside the budget") {
  std::mt19937_64 random(7);
  int wrong = 0;
  int unproven = 0;
  int over = 0;
  for (int round = 0; round < 3000; ++round) {
    int const users = 1 + static_cast<int>(random() % 6);
    int const actions = 1 + static_cast<int>(random() % 4);
    auto const market = RandomMarket(random, users, actions, round % 6);
    int64_t const budget = static_cast<int64_t>(random() % (round % 6 == 5 ? 6000 : 40));
    auto held = Hold(market);
    ColumnSource const source(held.table, {}, held.terms, {});
    auto const plan = PlanForBudget(source, budget, {});
    Int128 spent = 0;
    Int128 profit = 0;
    for (int i = 0; i < users; ++i) {
      uint8_t const action = plan.action[static_cast<size_t>(i)];
      if (action == kNoAction) continue;
      spent += Fen(market, i, action);
      profit += Micro(market, i, action);
    }
    wrong += profit != Best(market, 0, budget) || profit != plan.profit || spent != plan.spent;
    unproven += plan.upper_bound != plan.profit || plan.dual_bound < plan.profit;
    over += spent > budget;
  }
  CHECK_EQ(wrong, 0);
  CHECK_EQ(unproven, 0);
  CHECK_EQ(over, 0);
}

TEST("one budget: threads change nothing") {
  std::mt19937_64 random(11);
  for (int kind = 0; kind < 6; ++kind) {
    auto const market = RandomMarket(random, 5000, 6, kind);
    auto held = Hold(market);
    ColumnSource const source(held.table, {}, held.terms, {});
    SearchLimits limits;
    auto const one = PlanForBudget(source, 700, limits);
    CHECK(one.spent <= 700);
    CHECK(one.upper_bound >= one.profit);
    for (int threads : {2, 3, 5}) {
      limits.threads = threads;
      auto const many = PlanForBudget(source, 700, limits);
      CHECK(many.action == one.action);
      CHECK(many.upper_bound == one.upper_bound);
    }
  }
}

TEST("one budget: a bad value names its column and the first bad row") {
  Market market{3, 1, {1, std::nan(""), std::nan("")}, {0, 0, 0}};
  auto held = Hold(market);
  ColumnSource const source(held.table, {}, held.terms, {});
  try {
    PlanForBudget(source, 1, {});
    CHECK(false);
  } catch (Error const& error) {
    CHECK(std::string(error.what()).find("\"gain\", row 2") != std::string::npos);
  }
}
