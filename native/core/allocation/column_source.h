// Users as Arrow columns, with values computed on the fly: (probability x response) x recovered
// value
// - cost. The same arithmetic, operation by operation, is in src/campaign/economics.ts.
#pragma once

#include <optional>
#include <span>

#include "core/allocation/user_source.h"
#include "core/base/column.h"

namespace winback::allocation {

// Shares of the users contacted for whom the face value is paid.
struct Payers {
  std::vector<double> leaving;  // of those who would leave, by tier
  double staying = 0;           // of those who would stay
};

struct ActionTerms {
  double contact_fen = 0;        // paid for every user contacted; < 0 when a contact earns money
  double face_fen = 0;           // of the coupon, >= 0
  std::optional<Payers> payers;  // none = the face value is paid for everybody
  std::vector<double> response;  // by tier: share of would-be churners who come back
  int uplift_column = -1;        // replaces probability x response; -1 = none
  int gain_column = -1;          // expected yuan recovered, before cost; -1 = none
  int cost_column = -1;          // yuan, replaces contact and face value; -1 = none
};

struct Terms {
  std::vector<ActionTerms> actions;
  std::vector<double> tier_floors;  // ascending; tier = number of floors <= probability
  double alpha = 1;                 // share of the revenue that a returning user brings
  double fallback_revenue = 0;      // for users without revenue, yuan
};

// Positions in the table; -1 = absent.
struct Roles {
  int probability = -1;
  int revenue = -1;
  int allowed = -1;  // bit mask of actions; absent = all
  int group = -1;    // code in [0, groups)
  int groups = 1 << 16;
};

class ColumnSource final : public UserSource {
 public:
  // `table` and `keys` (empty, or one a user) stay referenced by the caller. Throws kBadInput.
  ColumnSource(Table const& table, Roles roles, Terms terms, std::span<uint64_t const> keys);

  int64_t Users() const override { return table_.rows; }
  int Actions() const override { return static_cast<int>(terms_.actions.size()); }
  int64_t Blocks() const override { return first_block_.back(); }
  void Fill(int64_t index, Block& block) const override;
  std::vector<double> ConstantCosts() const override;
  int64_t CostUnit() const override;

 private:
  struct Buffers;
  void Read(int column, size_t chunk, int64_t offset, int users, double* out) const;
  void CheckRange(int column, double const* values, Block const& block, double low,
                  double high) const;
  void FillAction(int action, size_t chunk, int64_t offset, Buffers& buffers, Block& block) const;
  void FillCost(int action, size_t chunk, int64_t offset, Buffers& buffers, Block& block) const;
  void FillRest(size_t chunk, int64_t offset, Buffers& buffers, Block& block) const;

  Table const& table_;
  Roles roles_;
  Terms terms_;
  std::span<uint64_t const> keys_;
  std::vector<int64_t> first_block_;  // of each chunk, then the number of blocks
  std::vector<int64_t> first_row_;
};

// The first bad value in row order, whichever thread met one first: runs `pass`, and after a
// kBadInput reads all blocks in order to raise the earliest.
template <class Pass>
void WithFirstBadRow(UserSource const& source, Pass&& pass) {
  try {
    pass();
  } catch (Error const& error) {
    if (error.code != ErrorCode::kBadInput) throw;
    Block block(source.Actions());
    for (int64_t index = 0; index < source.Blocks(); ++index) source.Fill(index, block);
    throw;
  }
}

}  // namespace winback::allocation
