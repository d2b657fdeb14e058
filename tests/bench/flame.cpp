// SPDX-License-Identifier: GPL-3.0-or-later
/// How long a flame graph of 200,000 frames takes to paint at 1920 × 1080, while it is zoomed into and moved:
///
///     bench_flame [FRAMES]
#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "widgets/profile/flame_painter.h"

using namespace watchglass;
using namespace watchglass::profile;

namespace {

/// Stacks that part at every level, until there are so many frames.
Profile made(size_t frames)
{
    std::mt19937_64 random(1);
    ProfileBuilder builder;
    std::vector<uint32_t> nodes;
    const auto add = [&](uint32_t parent) {
        const auto which = uint32_t(random() % 2000);
        const std::string name = "function_number_" + std::to_string(which);
        nodes.push_back(
            builder.node(parent, builder.place({builder.function({Function::Kind::Guest, name, name, "", which})})));
    };
    add(none);
    while (nodes.size() < frames) {
        const size_t recent = std::min<size_t>(nodes.size(), 20'000); // so that it is deep as well
        add(nodes[nodes.size() - 1 - random() % recent]);
    }
    for (const uint32_t node : nodes)
        builder.sample(0, 1'000'000 + random() % 1'000'000'000 / (1 + random() % 100), node);
    return builder.take();
}

double milliseconds(const std::vector<double> &sorted, double part)
{
    return sorted[size_t(double(sorted.size() - 1) * part)];
}

} // namespace

int main(int count, char **words)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication app(count, words);
    const auto profile =
        std::make_shared<const Profile>(made(count > 1 ? std::strtoull(words[1], nullptr, 10) : 200'000));
    const auto digest = std::make_shared<const Digest>(digestOf(profile));
    const auto layout = std::make_shared<const FlameLayout>(flameOf(topDown(*profile)));
    Theme theme;
    FlamePainter painter(theme);
    painter.setLayout(digest, layout);
    QImage image(1920, 1080, QImage::Format_ARGB32_Premultiplied);
    std::printf("%zu frames, %zu levels\n", layout->frames.size(), layout->depth());
    FlameSight sight;
    sight.width = image.width();
    sight.height = image.height();
    sight.row = 20;
    sight.rootsOnTop = true;
    std::vector<double> all;
    const auto whole = double(layout->whole());
    for (int step = 0; step < 600; ++step) { // in and out again, moving all the time
        const double zoom = std::pow(1.02, step < 300 ? step : 600 - step);
        const double wide = whole / zoom, place = 0.5 + 0.4 * std::sin(step / 25.0);
        sight.begin = (whole - wide) * place;
        sight.end = sight.begin + wide;
        const auto start = std::chrono::steady_clock::now();
        QPainter on(&image);
        painter.paint(on, sight);
        on.end();
        all.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(all.begin(), all.end());
    std::printf("paint: median %.2f ms, 95 %% within %.2f ms, longest %.2f ms\n", milliseconds(all, 0.5),
                milliseconds(all, 0.95), all.back());
    return 0;
}
