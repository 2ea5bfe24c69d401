#include "core/allocation/column_source.h"

#include <array>
#include <sstream>

#include "core/base/error.h"

namespace winback::allocation {
namespace {

using Lane = std::array<double, kBlockUsers>;

template <class T>
void Copy(ColumnChunk const& chunk, int64_t offset, int users, double* out) {
  auto const* values = static_cast<T const*>(chunk.values) + offset;
  for (int i = 0; i < users; ++i) out[i] = static_cast<double>(values[i]);
}

std::string Shown(double value) {
  std::ostringstream text;
  text.precision(12);
  text << value;
  return text.str();
}

}  // namespace

struct ColumnSource::Buffers {
  Lane probability;
  Lane value;  // recovered value of a returning user, yuan
  std::array<int, kBlockUsers> tier;
  Lane response;
  Lane extra;
};

ColumnSource::ColumnSource(Table const& table, Roles roles, Terms terms,
                           std::span<uint64_t const> keys)
    : table_(table), roles_(roles), terms_(std::move(terms)), keys_(keys) {
  Require(!terms_.actions.empty() && terms_.actions.size() <= kMaxActions,
          "a plan needs 1 to " + std::to_string(kMaxActions) + " actions");
  Require(keys_.empty() || static_cast<int64_t>(keys_.size()) == table_.rows,
          "keys must have one entry a user");
  for (auto const& action : terms_.actions) {
    Require(action.response.size() == terms_.tier_floors.size() + 1,
            "an action needs one response a tier");
    Require(!action.payers || action.payers->leaving.size() == action.response.size(),
            "an action needs one share of payers a tier");
    Require(std::abs(action.contact_fen) + action.face_fen <= kMaxCost,
            "an action costs too much: at most " + Shown(kMaxCost) + " fen");
  }
  int64_t blocks = 0;
  int64_t row = 0;
  for (int64_t const length : table_.chunk_lengths) {
    first_block_.push_back(blocks);
    first_row_.push_back(row);
    blocks += (length + kBlockUsers - 1) / kBlockUsers;
    row += length;
  }
  first_block_.push_back(blocks);
}

std::vector<double> ColumnSource::ConstantCosts() const {
  std::vector<double> costs;
  for (auto const& action : terms_.actions) {
    if (action.cost_column >= 0 || (action.payers && action.face_fen > 0)) return {};
    costs.push_back(action.contact_fen + action.face_fen);
  }
  return costs;
}

int64_t ColumnSource::CostUnit() const {
  int64_t unit = 0;
  for (double const cost : ConstantCosts()) unit = std::gcd(unit, static_cast<int64_t>(cost));
  return unit == 0 ? 1 : unit;
}

void ColumnSource::Read(int column, size_t chunk_index, int64_t offset, int users,
                        double* out) const {
  auto const& chunk = table_.columns[static_cast<size_t>(column)].chunks[chunk_index];
  if (chunk.validity == nullptr && chunk.type == ColumnType::kFloat64) {
    Copy<double>(chunk, offset, users, out);
  } else if (chunk.validity == nullptr && chunk.type == ColumnType::kFloat32) {
    Copy<float>(chunk, offset, users, out);
  } else {
    for (int i = 0; i < users; ++i) out[i] = ValueAt(chunk, offset + i);
  }
}

void ColumnSource::CheckRange(int column, double const* values, Block const& block, double low,
                              double high) const {
  int bad = 0;
  for (int i = 0; i < block.users; ++i) bad += !(values[i] >= low && values[i] <= high);
  if (bad == 0) return;
  for (int i = 0; i < block.users; ++i) {
    if (values[i] >= low && values[i] <= high) continue;
    throw Error(ErrorCode::kBadInput,
                "column \"" + table_.columns[static_cast<size_t>(column)].name + "\", row " +
                    std::to_string(block.first + i + 1) + ": must be from " + Shown(low) + " to " +
                    Shown(high) + ", got " +
                    (std::isnan(values[i]) ? "no number" : Shown(values[i])));
  }
}

void ColumnSource::Fill(int64_t index, Block& block) const {
  auto const next = std::upper_bound(first_block_.begin(), first_block_.end() - 1, index);
  auto const chunk = static_cast<size_t>(next - first_block_.begin()) - 1;
  int64_t const offset = (index - first_block_[chunk]) * kBlockUsers;
  block.first = first_row_[chunk] + offset;
  block.users =
      static_cast<int>(std::min<int64_t>(kBlockUsers, table_.chunk_lengths[chunk] - offset));
  Buffers buffers;
  buffers.probability.fill(0);
  buffers.tier.fill(0);
  buffers.value.fill(terms_.alpha * terms_.fallback_revenue);
  int const users = block.users;
  if (roles_.probability >= 0) {
    Read(roles_.probability, chunk, offset, users, buffers.probability.data());
    CheckRange(roles_.probability, buffers.probability.data(), block, 0, 1);
    for (double const floor : terms_.tier_floors) {
      for (int i = 0; i < users; ++i) {
        buffers.tier[static_cast<size_t>(i)] +=
            buffers.probability[static_cast<size_t>(i)] >= floor;
      }
    }
  }
  if (roles_.revenue >= 0) {
    double* value = buffers.value.data();
    Read(roles_.revenue, chunk, offset, users, value);
    CheckRange(roles_.revenue, value, block, 0,
               kMaxValue / kMicroPerYuan / std::max(1.0, terms_.alpha));
    for (int i = 0; i < users; ++i) {
      value[i] = terms_.alpha * (value[i] > 0 ? value[i] : terms_.fallback_revenue);
    }
  }
  for (int action = 0; action < Actions(); ++action) {
    FillAction(action, chunk, offset, buffers, block);
  }
  FillRest(chunk, offset, buffers, block);
}

void ColumnSource::FillAction(int action, size_t chunk, int64_t offset, Buffers& buffers,
                              Block& block) const {
  auto const& terms = terms_.actions[static_cast<size_t>(action)];
  double* const gain = &block.value[Block::At(action, 0)];
  int const users = block.users;
  if (terms.gain_column >= 0) {
    double const most = kMaxValue / kMicroPerYuan;
    Read(terms.gain_column, chunk, offset, users, gain);
    CheckRange(terms.gain_column, gain, block, -most, most);
  } else if (terms.uplift_column >= 0) {
    Read(terms.uplift_column, chunk, offset, users, gain);
    CheckRange(terms.uplift_column, gain, block, -1, 1);
    for (int i = 0; i < users; ++i) gain[i] = gain[i] * buffers.value[static_cast<size_t>(i)];
  } else if (terms.response.size() == 1) {
    double const response = terms.response[0];
    double const* const p = buffers.probability.data();
    double const* const value = buffers.value.data();
    for (int i = 0; i < users; ++i) gain[i] = (p[i] * response) * value[i];
  } else {
    double const* const p = buffers.probability.data();
    double const* const value = buffers.value.data();
    double const* const response = terms.response.data();
    for (int i = 0; i < users; ++i) {
      gain[i] = (p[i] * response[buffers.tier[static_cast<size_t>(i)]]) * value[i];
    }
  }
  for (int i = 0; i < users; ++i) gain[i] = Nearest(gain[i] * kMicroPerYuan);
  FillCost(action, chunk, offset, buffers, block);
}

// Costs in fen, never understated; the value loses the cost as it is, to the micro-yuan.
void ColumnSource::FillCost(int action, size_t chunk, int64_t offset, Buffers& buffers,
                            Block& block) const {
  auto const& terms = terms_.actions[static_cast<size_t>(action)];
  double* const value = &block.value[Block::At(action, 0)];
  double* const cost = &block.cost[Block::At(action, 0)];
  int const users = block.users;
  if (terms.cost_column >= 0) {
    double* const yuan = buffers.extra.data();
    Read(terms.cost_column, chunk, offset, users, yuan);
    CheckRange(terms.cost_column, yuan, block, -kMaxCost / kFenPerYuan, kMaxCost / kFenPerYuan);
    for (int i = 0; i < users; ++i) {
      cost[i] = WholeUp(yuan[i] * kFenPerYuan);
      value[i] -= Nearest(yuan[i] * kMicroPerYuan);
    }
  } else if (terms.payers) {
    for (int i = 0; i < users; ++i) {
      auto const user = static_cast<size_t>(i);
      double const p = buffers.probability[user];
      double const leaving = terms.payers->leaving[static_cast<size_t>(buffers.tier[user])];
      double const paid = terms.face_fen * (p * leaving + (1 - p) * terms.payers->staying);
      cost[i] = terms.contact_fen + WholeUp(paid);
      value[i] -= terms.contact_fen * kMicroPerFen + Nearest(paid * kMicroPerFen);
    }
  } else {
    double const fen = terms.contact_fen + terms.face_fen;
    for (int i = 0; i < users; ++i) cost[i] = fen;
    for (int i = 0; i < users; ++i) value[i] -= fen * kMicroPerFen;
  }
}

void ColumnSource::FillRest(size_t chunk, int64_t offset, Buffers& buffers, Block& block) const {
  int const users = block.users;
  if (roles_.allowed >= 0) {
    Read(roles_.allowed, chunk, offset, users, buffers.extra.data());
    CheckRange(roles_.allowed, buffers.extra.data(), block, 0, 4294967295.0);
    for (int i = 0; i < users; ++i) {
      auto const user = static_cast<size_t>(i);
      block.allowed[user] = static_cast<uint32_t>(buffers.extra[user]);
      for (int action = 0; action < Actions(); ++action) {
        if ((block.allowed[user] >> action) & 1) continue;
        block.value[Block::At(action, i)] = 0;
        block.cost[Block::At(action, i)] = 0;
      }
    }
  }
  if (roles_.group >= 0) {
    Read(roles_.group, chunk, offset, users, buffers.extra.data());
    // At every reading: the caller may change its column meanwhile, and the code is an index.
    CheckRange(roles_.group, buffers.extra.data(), block, 0, roles_.groups - 1);
    for (int i = 0; i < users; ++i) {
      block.group[static_cast<size_t>(i)] =
          static_cast<int32_t>(buffers.extra[static_cast<size_t>(i)]);
    }
  }
  for (int i = 0; i < users; ++i) {
    auto const row = static_cast<uint64_t>(block.first + i);
    block.key[static_cast<size_t>(i)] = keys_.empty() ? Mixed(row) : keys_[row];
  }
}

}  // namespace winback::allocation
