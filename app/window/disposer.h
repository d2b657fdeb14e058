// SPDX-License-Identifier: GPL-3.0-or-later
/// Frees big values on a thread of its own: whoever lets the last reference to an analysis or a module go – mostly the
/// window's thread, when a newer one arrives – must not wait until a million small parts of it are freed.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace watchglass {

class Disposer
{
public:
    Disposer();
    ~Disposer(); ///< what is let go later is freed where it happens

    /// The same value; when the last of these references goes, the value goes on the disposer's thread.
    template <class T>
    std::shared_ptr<T> own(std::shared_ptr<T> value) const
    {
        T *const raw = value.get();
        if (!raw)
            return nullptr;
        return {raw, [queue = m_queue, value = std::move(value)](T *) mutable { queue->take(std::move(value)); }};
    }

private:
    struct Queue {
        void take(std::shared_ptr<const void> value);
        std::mutex mutex;
        std::condition_variable arrived;
        std::vector<std::shared_ptr<const void>> values;
        bool ending = false;
    };
    std::shared_ptr<Queue> m_queue = std::make_shared<Queue>();
    std::thread m_thread;
};

} // namespace watchglass
