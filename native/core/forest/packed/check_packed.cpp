#include "core/forest/packed/check_packed.h"

#include <array>
#include <bit>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace winback::forest {
namespace {

constexpr size_t kMostLeaves = 256;  // of a tree with 8-bit leaf codes

// The leaf values of one tree at a time, as bits.
class LeafSet {
 public:
  void Fill(Array<double> const& values) {
    ++stamp_;
    for (double const value : values) {
      Place& place = At(value);
      place = {std::bit_cast<uint64_t>(value), stamp_};
    }
  }
  bool Has(double value) { return At(value).stamp == stamp_; }

 private:
  struct Place {
    uint64_t bits = 0;
    uint64_t stamp = 0;
  };
  static constexpr size_t kPlaces = 4 * kMostLeaves;

  // Where the value is, or the free place where it would be; a quarter full at most.
  Place& At(double value) {
    auto const bits = std::bit_cast<uint64_t>(value);
    size_t at = (bits * 0x9e3779b97f4a7c15) >> 54;
    while (places_[at].stamp == stamp_ && places_[at].bits != bits) at = (at + 1) % kPlaces;
    return places_[at];
  }

  std::array<Place, kPlaces> places_{};
  uint64_t stamp_ = 0;
};

class PackedCheck {
 public:
  PackedCheck(Forest const& forest, PackedForest const& packed)
      : forest_(forest), packed_(packed) {}

  void Run() const {
    Expect(packed_.predicates <= kMaxPredicates, "too many predicates");
    Expect(packed_.iterations == forest_.Iterations(), "programs of another number of iterations");
    Expect(packed_.programs.size() == forest_.trees.size(), "needs one program per tree");
    Features();
    Splits();
    Variants();
    Sets();
    for (TreeProgram const& program : packed_.programs) Program(program);
    Leaves();
  }

 private:
  static void Expect(bool ok, char const* what) {
    if (!ok) throw Error(ErrorCode::kBadModel, std::string("forest file: ").append(what));
  }
  static constexpr char const* kOtherLeaves = "a program's leaves are not its tree's";
  static bool Fits(uint64_t first, uint64_t count, uint64_t size) {
    return first <= size && count <= size - first;
  }

  void Features() const {
    for (NumericFeature const& numeric : packed_.numeric) {
      Expect(numeric.feature >= 0 && numeric.feature < forest_.Features(), "no such feature");
      Expect(numeric.ranker.Count() >= 1, "a numeric feature without thresholds");
      Expect(Fits(numeric.first_predicate, numeric.ranker.Count(), packed_.predicates),
             "a feature's predicates are out of range");
    }
    for (CategoricalFeature const& categorical : packed_.categorical) {
      Expect(categorical.feature >= 0 && categorical.feature < forest_.Features(),
             "no such feature");
      // Kernels read the code of category 0 whatever the value, and two codes at a time.
      Expect(categorical.code_of.size() >= 2 && categorical.code_of.size() % 2 == 0,
             "categories must be even in number, two or more");
      for (uint16_t const code : categorical.code_of) {
        Expect(code < categorical.codes, "a category's code is out of range");
      }
    }
  }

  // The row tables are made of the trees and look up every split's feature.
  void Splits() const {
    std::vector<char> numeric(forest_.feature_names.size(), 0);
    std::vector<char> categorical(forest_.feature_names.size(), 0);
    for (auto const& feature : packed_.numeric) numeric[static_cast<size_t>(feature.feature)] = 1;
    for (auto const& feature : packed_.categorical) {
      categorical[static_cast<size_t>(feature.feature)] = 1;
    }
    for (Tree const& tree : forest_.trees) {
      for (Node const& node : tree.nodes) {
        auto const& known = node.categorical ? categorical : numeric;
        Expect(known[static_cast<size_t>(node.feature)] != 0, "a split of an unknown feature");
      }
    }
  }

  void Variants() const {
    for (MissingVariant const& variant : packed_.variants) {
      Expect(variant.source < packed_.predicates && variant.target < packed_.predicates,
             "a variant's predicate is out of range");
      Expect(variant.numeric < packed_.numeric.size(), "a variant of no numeric feature");
      NumericFeature const& numeric = packed_.numeric[variant.numeric];
      Expect(variant.zero_kind ? numeric.zero_mask : numeric.nan_mask,
             "a variant without its feature's mask");
    }
  }

  void Sets() const {
    for (CategorySet const& set : packed_.sets) {
      Expect(set.target < packed_.predicates, "a set's predicate is out of range");
      Expect(set.categorical < packed_.categorical.size(), "a set of no categorical feature");
      uint32_t const codes = packed_.categorical[set.categorical].codes;
      for (uint16_t const code : set.codes) Expect(code < codes, "a set's code is out of range");
    }
  }

  // Reach i fills slot i + 1 and may read what is filled before it: predicates and lower slots.
  void Program(TreeProgram const& program) const {
    Expect(program.bits >= 1 && program.bits <= 8, "leaf codes need 1 to 8 bits");
    Expect(Fits(program.first_leaf, uint64_t{1} << program.bits, packed_.leaf_values.size()),
           "leaves are out of range");
    Expect(program.reaches < kZeroSlot, "too many slots");
    Expect(Fits(program.first_reach, program.reaches, packed_.reach_ops.size()),
           "steps are out of range");
    Expect(Fits(program.first_pair, program.pairs, packed_.pair_ops.size()),
           "pairs are out of range");
    for (uint32_t i = 0; i < program.reaches; ++i) {
      ReachOp const& op = packed_.reach_ops[program.first_reach + i];
      Expect(IsVector(op.x, i + 1) && op.parent <= i && op.invert <= 1, "a step is out of range");
    }
    uint32_t const slots = program.reaches + 1U;
    for (uint32_t i = 0; i < program.pairs; ++i) {
      PairOp const& op = packed_.pair_ops[program.first_pair + i];
      Expect(IsVector(op.predicate, slots) && op.reach < slots, "a pair is out of range");
    }
    Planes(program, slots);
  }

  // A plane beyond the code's bits would make codes beyond its leaves.
  void Planes(TreeProgram const& program, uint32_t slots) const {
    uint64_t at = program.first_plane;
    for (uint32_t plane = 1; plane < 8; ++plane) {
      uint64_t const length = uint64_t{program.plane_fours[plane]} * 4;
      Expect(length == 0 || plane < program.bits, "a leaf code has too many bits");
      Expect(Fits(at, length, packed_.plane_slots.size()), "planes are out of range");
      for (uint64_t const end = at + length; at < end; ++at) {
        uint32_t const slot = packed_.plane_slots[at];
        Expect(slot < slots || slot == kZeroSlot, "a plane's slot is out of range");
      }
    }
  }

  // The self-check's rows do not meet every leaf: a changed number would go unnoticed.
  void Leaves() const {
    LeafSet known;
    auto const classes = static_cast<size_t>(forest_.classes);
    auto const iterations = static_cast<size_t>(packed_.iterations);
    for (size_t t = 0; t < forest_.trees.size(); ++t) {
      Array<double> const& values = forest_.trees[t].leaf_values;
      Expect(values.size() <= kMostLeaves, "more leaves than codes");
      known.Fill(values);
      TreeProgram const& program = packed_.programs[t % classes * iterations + t / classes];
      for (size_t code = 0; code < size_t{1} << program.bits; ++code) {
        Expect(known.Has(packed_.leaf_values[program.first_leaf + code]), kOtherLeaves);
      }
    }
  }

  bool IsVector(uint32_t index, uint32_t slots) const {
    return index < slots || (index >= kSlots && index - kSlots < packed_.predicates);
  }

  Forest const& forest_;
  PackedForest const& packed_;
};

}  // namespace

void CheckPacked(Forest const& forest, PackedForest const& packed) {
  PackedCheck(forest, packed).Run();
}

}  // namespace winback::forest
