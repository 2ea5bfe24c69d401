#include "core/importance/leaf_steps.h"

#include <algorithm>
#include <array>
#include <bit>

namespace winback::importance {
namespace {

using forest::Tree;

// Every mask of 8 bits, those of fewer bits first.
constexpr std::array<uint8_t, 256> MasksByBits() {
  std::array<uint8_t, 256> masks{};
  size_t at = 0;
  for (int bits = 0; bits <= 8; ++bits) {
    for (unsigned mask = 0; mask < 256; ++mask) {
      if (std::popcount(mask) == bits) masks[at++] = static_cast<uint8_t>(mask);
    }
  }
  return masks;
}

// The unused code nearest to `from`: fewer bits to flip, fewer steps to run.
uint8_t NearestFree(std::vector<char> const& used, uint8_t from) {
  static constexpr auto kMasks = MasksByBits();
  auto const mask = std::find_if(kMasks.begin(), kMasks.end(), [&](uint8_t flips) {
    auto const code = static_cast<size_t>(from ^ flips);
    return code < used.size() && used[code] == 0;
  });
  return static_cast<uint8_t>(from ^ *mask);
}

class GroupBuilder {
 public:
  GroupBuilder(std::vector<TreeCodes> const& trees, RowCodes const& codes,
               std::vector<char> const& in_group)
      : trees_(trees), codes_(codes), moved_plane_(codes.Questions().size(), 0) {
    auto const& questions = codes.Questions();
    auto& planes = made_.planes;
    planes.moved_questions = planes.questions + static_cast<uint32_t>(questions.size());
    for (size_t q = 0; q < questions.size(); ++q) {
      if (in_group[static_cast<size_t>(questions[q].feature)] == 0) continue;
      moved_plane_[q] = planes.moved_questions + static_cast<uint32_t>(made_.asked.size());
      made_.asked.push_back(static_cast<uint32_t>(q));
    }
    planes.scratch = planes.moved_questions + static_cast<uint32_t>(made_.asked.size());
    planes.inputs = planes.end = planes.scratch + kMaxLeaves;
  }

  GroupSteps Run() {
    for (size_t t = 0; t < trees_.size(); ++t) {
      kept_ = {};
      moved_ = {};
      Divide(t);
      made_.kept.push_back(Append(kept_));
      made_.moved.push_back(Append(moved_));
    }
    return std::move(made_);
  }

 private:
  struct Part {
    std::vector<Step> steps;
    std::array<std::vector<Flip>, 8> flips;
  };

  // A node's reach, and whether a question of the group lies above it.
  struct Place {
    uint32_t plane = 0;
    uint32_t question = 0;  // plane of its question
    bool under = false;
    bool asks_group = false;
  };

  void Divide(size_t t) {
    places_.resize(trees_[t].Visits().size());
    uint32_t scratch = made_.planes.scratch;
    for (auto const& visit : trees_[t].Visits()) {
      bool const root = visit.parent < 0;
      Place const parent = root ? Place{} : places_[static_cast<size_t>(visit.parent)];
      bool const under = parent.under || parent.asks_group;
      Part& part = under ? moved_ : kept_;
      Flip flip{parent.plane, parent.question};
      if (visit.node >= 0) {
        Place& place = places_[static_cast<size_t>(visit.node)];
        auto const question = codes_.QuestionOf(t, static_cast<size_t>(visit.node));
        place.asks_group = moved_plane_[question] != 0;
        place.under = under;
        place.question =
            place.asks_group ? moved_plane_[question] : made_.planes.questions + question;
        if (root) {
          place.plane = 0;
          continue;
        }
        place.plane = place.asks_group && !under ? made_.planes.end++ : scratch++;
        part.steps.push_back({place.plane, parent.plane, parent.question, visit.right ? 0U : 1U});
        flip = {place.plane, 0};
      }
      for (unsigned bit = 0; bit < 8; ++bit) {
        if (((visit.flip >> bit) & 1) != 0) part.flips[bit].push_back(flip);
      }
    }
  }

  TreeSteps Append(Part const& part) {
    TreeSteps tree;
    tree.first_step = static_cast<uint32_t>(made_.steps.size());
    tree.steps = static_cast<uint32_t>(part.steps.size());
    tree.first_flip = static_cast<uint32_t>(made_.flips.size());
    made_.steps.insert(made_.steps.end(), part.steps.begin(), part.steps.end());
    for (size_t bit = 0; bit < 8; ++bit) {
      tree.flips[bit] = static_cast<uint16_t>(part.flips[bit].size());
      tree.flip_count += tree.flips[bit];
      made_.flips.insert(made_.flips.end(), part.flips[bit].begin(), part.flips[bit].end());
    }
    return tree;
  }

  std::vector<TreeCodes> const& trees_;
  RowCodes const& codes_;
  std::vector<uint32_t> moved_plane_;  // by question; 0 outside the group
  GroupSteps made_;
  Part kept_;
  Part moved_;
  std::vector<Place> places_;  // by node
};

}  // namespace

TreeCodes::TreeCodes(Tree const& tree)
    : leaves_(std::bit_ceil(static_cast<size_t>(tree.Leaves())), 0.0) {
  struct Pending {
    int32_t child;
    int32_t parent;
    bool right;
    uint8_t code;  // of the parent
  };
  std::vector<char> used(leaves_.size(), 0);
  used[0] = 1;
  std::vector<Pending> stack{{tree.nodes.empty() ? ~0 : 0, -1, false, 0}};
  while (!stack.empty()) {
    Pending const at = stack.back();
    stack.pop_back();
    uint8_t const code = at.right ? NearestFree(used, at.code) : at.code;
    used[code] = 1;
    visits_.push_back(
        {std::max(at.child, -1), at.parent, at.right, static_cast<uint8_t>(code ^ at.code)});
    if (at.child < 0) {
      leaves_[code] = tree.leaf_values[static_cast<size_t>(~at.child)];
      continue;
    }
    auto const& node = tree.nodes[static_cast<size_t>(at.child)];
    stack.push_back({node.right, at.child, true, code});
    stack.push_back({node.left, at.child, false, code});
  }
}

GroupSteps StepsOf(std::vector<TreeCodes> const& trees, RowCodes const& codes,
                   std::vector<char> const& in_group) {
  return GroupBuilder(trees, codes, in_group).Run();
}

}  // namespace winback::importance
