// The footage in the view, as codes: bilinear on a grid of `times` x `times` points in each pixel, then their mean.
// Integers throughout, rounded where the reference rounds.
#version 330 core

uniform usampler2D source;
uniform isampler2D across;  // (view x, sub-sample): source x in 1/32 pixel
uniform isampler2D down;    // (view y, sub-sample): source y in 1/32 pixel
uniform int times;

out uvec4 code;

uvec3 tap(ivec2 at) {
    ivec2 size = textureSize(source, 0);
    bool inside = all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size));
    return inside ? texelFetch(source, at, 0).rgb : uvec3(0u);
}

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    uvec3 total = uvec3(0u);
    for (int j = 0; j < times; ++j) {
        int y = texelFetch(down, ivec2(pixel.y, j), 0).r;
        for (int i = 0; i < times; ++i) {
            int x = texelFetch(across, ivec2(pixel.x, i), 0).r;
            ivec2 at = ivec2(x >> 5, y >> 5);
            uint fx = uint(x & 31);
            uint fy = uint(y & 31);
            uvec3 sum = (32u - fy) * ((32u - fx) * tap(at) + fx * tap(at + ivec2(1, 0)));
            if (fy > 0u) {
                sum += fy * ((32u - fx) * tap(at + ivec2(0, 1)) + fx * tap(at + ivec2(1, 1)));
            }
            total += (sum + 512u) >> 10;
        }
    }
    if (times == 2) {
        total = (total + 2u) >> 2;
    } else if (times > 2) {
        total = uvec3(roundEven(vec3(total) / float(times * times)));
    }
    code = uvec4(total, 255u);
}
