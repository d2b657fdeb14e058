// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/disposer.h"

namespace watchglass {

Disposer::Disposer()
    : m_thread([queue = m_queue] {
          std::unique_lock lock(queue->mutex);
          for (;;) {
              queue->arrived.wait(lock, [&] { return queue->ending || !queue->values.empty(); });
              if (queue->values.empty())
                  return;
              std::vector<std::shared_ptr<const void>> values;
              values.swap(queue->values);
              lock.unlock();
              values.clear(); // may let go more of ours
              lock.lock();
          }
      })
{
}

Disposer::~Disposer()
{
    {
        const std::lock_guard lock(m_queue->mutex);
        m_queue->ending = true;
    }
    m_queue->arrived.notify_all();
    m_thread.join();
}

void Disposer::Queue::take(std::shared_ptr<const void> value)
{
    {
        const std::lock_guard lock(mutex);
        if (ending)
            return; // `value` goes here, after the lock
        values.push_back(std::move(value));
    }
    arrived.notify_one();
}

} // namespace watchglass
