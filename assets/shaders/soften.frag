// Stage 9 before stages 6 and 7: the panel sampled more finely and blurred along one direction, both in one sum.
#version 330 core

uniform sampler2D source;
uniform sampler2D kernel;   // (pixels, samples of a pixel): what each sample has of the pixels around its own
uniform ivec2 step_px;      // from pixel to pixel: (1, 0) or (0, 1)
uniform int rim;            // pixels before the source's first one

out vec4 light;

void main() {
    ivec2 size = textureSize(source, 0);
    ivec2 shape = textureSize(kernel, 0);
    ivec2 at = ivec2(gl_FragCoord.xy);
    int along = step_px.x * at.x + step_px.y * at.y;
    ivec2 pixel = (ivec2(1) - step_px) * at + (along / shape.y - rim - shape.x / 2) * step_px;
    vec3 total = vec3(0.0);
    for (int k = 0; k < shape.x; ++k) {
        ivec2 place = pixel + k * step_px;
        if (all(greaterThanEqual(place, ivec2(0))) && all(lessThan(place, size))) {
            total += texelFetch(kernel, ivec2(k, along % shape.y), 0).r * texelFetch(source, place, 0).rgb;
        }
    }
    light = vec4(total, 1.0);
}
