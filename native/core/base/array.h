// A run of plain values: its own, or a view of memory that outlives it (a mapped forest file).
//
// Reading never asks which of the two it is. The first change of a view copies it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace winback {

template <class T>
class Array {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Array() = default;
  Array(std::vector<T> values) : own_(std::move(values)) { PointAtOwn(); }
  Array(std::initializer_list<T> values) : own_(values) { PointAtOwn(); }
  Array(Array const& other) : own_(other.own_), data_(other.data_), size_(other.size_) {
    if (!own_.empty()) PointAtOwn();
  }
  // A moved vector keeps its memory, and so `data_` stays true.
  Array(Array&& other) noexcept
      : own_(std::move(other.own_)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  Array& operator=(Array other) noexcept {
    own_.swap(other.own_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Array() = default;

  static Array ViewOf(std::span<T const> values) {
    Array view;
    view.data_ = values.data();
    view.size_ = values.size();
    return view;
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T const* data() const { return data_; }
  T const* begin() const { return data_; }
  T const* end() const { return data_ + size_; }
  T const& operator[](size_t i) const { return data_[i]; }
  T const& front() const { return data_[0]; }
  T const& back() const { return data_[size_ - 1]; }

  T& operator[](size_t i) { return Own()[i]; }
  T* begin() { return Own().data(); }
  T* end() { return Own().data() + size_; }
  void push_back(T const& value) {
    Own().push_back(value);
    PointAtOwn();
  }
  void assign(size_t count, T const& value) {
    own_.assign(count, value);
    PointAtOwn();
  }
  template <class It>
  void append(It first, It last) {
    Own().insert(own_.end(), first, last);
    PointAtOwn();
  }
  void resize(size_t count) {
    Own().resize(count);
    PointAtOwn();
  }

 private:
  std::vector<T>& Own() {
    if (size_ != own_.size()) {
      own_.assign(data_, data_ + size_);
      PointAtOwn();
    }
    return own_;
  }
  void PointAtOwn() {
    data_ = own_.data();
    size_ = own_.size();
  }

  std::vector<T> own_{};
  T const* data_ = nullptr;
  size_t size_ = 0;
};

template <class T>
bool operator==(Array<T> const& a, Array<T> const& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace winback
