{
  # npm and node-gyp find this file by name. It compiles nothing: CMakeLists.txt holds every source and flag.
  "targets": [
    {
      "target_name": "winback",
      "type": "none",
      "actions": [
        {
          "action_name": "cmake",
          "inputs": ["CMakeLists.txt"],
          "outputs": ["<(module_root_dir)/build/native/Release/winback.node"],
          "action": ["node", "scripts/build-native.mjs"]
        }
      ]
    }
  ]
}
