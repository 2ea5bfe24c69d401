#include "core/allocation/limits/limit_survey.h"

#include <cmath>

#include "core/allocation/worths.h"

namespace winback::allocation {

Survey SurveyMarket(UserSource const& source, double share, SearchLimits const& work) {
  std::vector<Survey> slots(static_cast<size_t>(work.threads));
  std::vector<Int128> best(slots.size(), 0);
  std::vector<int64_t> worthwhile(slots.size(), 0);
  for (auto& slot : slots) slot.sample.actions = source.Actions();
  ForBlocks(source, work.threads, work.stop, [&](size_t slot, Block const& block) {
    auto& survey = slots[slot];
    for (int i = 0; i < block.users; ++i) {
      double most = 0;
      for (int j = 0; j < source.Actions(); ++j) {
        most = std::max(most, block.Value(j, i));
        survey.extent.Cover({std::abs(block.Value(j, i)), std::abs(block.Cost(j, i))});
      }
      best[slot] += static_cast<int64_t>(most);
      worthwhile[slot] += most > 0;
      if (share >= 1 || KeyFraction(block.key[static_cast<size_t>(i)]) < share) {
        survey.sample.Add(block, i);
      }
    }
  });
  Survey total = std::move(slots[0]);
  for (size_t s = 1; s < slots.size(); ++s) {
    total.extent.Cover(slots[s].extent);
    total.sample.Append(slots[s].sample);
    best[0] += best[s];
    worthwhile[0] += worthwhile[s];
  }
  total.sample.Sort();
  total.mean_best =
      worthwhile[0] == 0 ? 1 : static_cast<double>(best[0]) / static_cast<double>(worthwhile[0]);
  return total;
}

OpenUsers FindOpenUsers(UserSource const& source, std::vector<Limit> const& limits,
                        std::vector<double> const& prices, std::vector<double> const& slack,
                        size_t most_users, SearchLimits const& work) {
  Charges<double> const charges(limits, prices, GroupsOf(limits), source.Actions());
  std::vector<OpenUsers> slots(static_cast<size_t>(work.threads));
  std::vector<std::vector<int64_t>> fixed(slots.size(), std::vector<int64_t>(limits.size()));
  for (auto& slot : slots) slot.users.actions = source.Actions();
  ForBlocks(source, work.threads, work.stop, [&](size_t slot, Block const& block) {
    Worths<double> worths;
    for (int i = 0; i < block.users; ++i) {
      worths.Read(block, i, source.Actions(), charges, 1);
      int const group = block.group[static_cast<size_t>(i)];
      int const best = static_cast<int>(worths.best) - 1;
      auto use = [&](size_t k, int action) {
        return SignedUse(limits[k], group, action, action < 0 ? 0 : block.Cost(action, i));
      };
      bool open = false;
      for (int j = -1; j < source.Actions() && !open; ++j) {
        auto const c = static_cast<size_t>(j + 1);
        if (j == best || !worths.open[c]) continue;
        double margin = worths.of[worths.best] - worths.of[c];
        for (size_t k = 0; k < limits.size(); ++k) {
          margin -= slack[k] * std::abs(use(k, best) - use(k, j));
        }
        open = margin <= 0;
      }
      if (!open) {
        for (size_t k = 0; k < limits.size(); ++k) {
          fixed[slot][k] += static_cast<int64_t>(use(k, best));
        }
      } else if (slots[slot].users.Users() < most_users) {
        slots[slot].users.Add(block, i);
      } else {
        slots[slot].too_many = true;
      }
    }
  });
  OpenUsers total = std::move(slots[0]);
  total.fixed_use.resize(limits.size());
  for (size_t s = 0; s < slots.size(); ++s) {
    if (s > 0) {
      total.users.Append(slots[s].users);
      total.too_many |= slots[s].too_many;
    }
    for (size_t k = 0; k < limits.size(); ++k) {
      total.fixed_use[k] += static_cast<double>(fixed[s][k]);
    }
  }
  total.too_many |= total.users.Users() > most_users;
  if (!total.too_many) total.users.Sort();
  return total;
}

}  // namespace winback::allocation
